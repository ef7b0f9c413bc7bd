import { expect, test } from "vitest";
import { lostInRichText } from "./rich-text";

test("a plain letter opens in the rich editor", () => {
  expect(
    lostInRichText(
      '<h1>News</h1><p style="text-align: center">Dear <strong>{{ name }}</strong>,<br></p><ul><li><p>one</p></li></ul><a href="https://example.org">x</a><img src="https://example.org/a.png" alt="">',
    ),
  ).toEqual([]);
});

test("what it would drop is named", () => {
  expect(
    lostInRichText('<table><tr><td style="color: red">x</td></tr></table><p class="a">x</p>'),
  ).toEqual(["<table>", "<tr>", "<td>", "class"]);
  expect(lostInRichText('<p style="color: red">x</p>')).toEqual(["style"]);
  expect(lostInRichText("<!-- x --><p>y</p>")).toEqual(["<!-- -->"]);
});
