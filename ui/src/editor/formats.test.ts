import { expect, test } from "vitest";
import { convert, isLossy } from "./formats";

test("paragraphs and fields survive the way to HTML and back", () => {
  const text = 'Dear {{ name|default("friend") }},\n\nflowers & more < 5 km\nYours';
  const html = convert(text, "text", "html");
  expect(html).toBe(
    '<p>Dear {{ name|default("friend") }},</p>\n<p>flowers &amp; more &lt; 5 km<br>Yours</p>',
  );
  expect(convert(html, "html", "text")).toBe(text);
});

test("lists become lines", () => {
  const html = "<p>We have</p><ul><li><p>roses</p></li>\n<li>tulips</li></ul><p>Come</p>";
  expect(convert(html, "html", "text")).toBe("We have\n\n- roses\n- tulips\n\nCome");
});

test("Markdown keeps headings, links, emphasis and numbers", () => {
  const html =
    '<h2>News</h2><p><strong>Roses</strong> and <a href="https://example.org">tulips</a></p><ol><li><p>one</p></li><li><p>two</p></li></ol><hr><blockquote><p>said</p></blockquote>';
  expect(convert(html, "html", "markdown")).toBe(
    "## News\n\n**Roses** and [tulips](https://example.org)\n\n1. one\n1. two\n\n---\n\n> said",
  );
});

test("a warning is due only when something would be lost", () => {
  expect(isLossy("<p>one<br>two</p>", "html", "text")).toBe(false);
  expect(isLossy("<p><strong>one</strong></p>", "html", "text")).toBe(true);
  expect(isLossy("<p><strong>one</strong></p>", "html", "markdown")).toBe(false);
  expect(isLossy("<table></table>", "html", "markdown")).toBe(true);
  expect(isLossy("plain words, 2 * 3", "markdown", "html")).toBe(false);
  expect(isLossy("# Title", "markdown", "html")).toBe(true);
  expect(isLossy("# Title", "markdown", "text")).toBe(false);
});
