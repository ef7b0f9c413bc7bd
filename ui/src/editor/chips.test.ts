import { expect, test } from "vitest";
import { withChips, withoutChips } from "./chips";

test("fields become chips and come back as they were", () => {
  for (const html of [
    "<p>Dear {{ name }},</p>",
    '<p>Dear {{ name|default("my \\"dear\\" friend & co <3") }},</p>',
    '<p>{{ fields["Имя отчество"] }}</p><p>{{ Город }}</p>',
  ]) {
    expect(withChips(html)).toContain("data-field");
    expect(withoutChips(withChips(html))).toBe(html);
  }
});

test("fields in links and expressions stay text", () => {
  const html =
    '<p><a href="https://example.org/?who={{ email }}">{{ name|upper }}</a><!-- {{ name }} --></p>';
  expect(withChips(html)).toBe(html);
});

test("an editor that escapes what stands between braces does not break the template", () => {
  expect(
    withoutChips("<p>{{ name|default(&quot;friend&quot;) }} {% if comment %}&amp;{% endif %}</p>"),
  ).toBe('<p>{{ name|default("friend") }} {% if comment %}&amp;{% endif %}</p>');
});
