import { expect, test } from "vitest";
import { convert, hasFormatting } from "./formats";

test("paragraphs and fields survive the way to HTML and back", () => {
  const text = 'Dear {{ name|default("friend") }},\n\nflowers & more < 5 km\nYours';
  const html = convert(text, "text", "html");
  expect(html).toBe(
    '<p>Dear {{ name|default("friend") }},</p>\n<p>flowers &amp; more &lt; 5 km<br>Yours</p>',
  );
  expect(convert(html, "html", "markdown")).toBe(text);
});

test("lists become lines", () => {
  expect(
    convert("<p>We have</p><ul><li><p>roses</p></li><li><p>tulips</p></li></ul>", "html", "text"),
  ).toBe("We have\n\n- roses\n\n- tulips");
});

test("a warning is due only when something would be lost", () => {
  expect(hasFormatting("<p>one<br>two</p>", "html")).toBe(false);
  expect(hasFormatting("<p><strong>one</strong></p>", "html")).toBe(true);
  expect(hasFormatting("plain words, 2 * 3", "markdown")).toBe(false);
  expect(hasFormatting("# Title", "markdown")).toBe(true);
  expect(hasFormatting("# not markdown", "text")).toBe(false);
});
