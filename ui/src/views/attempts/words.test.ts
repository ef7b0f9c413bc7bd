import { expect, test } from "vitest";
import { answerOf, outcomeOf, reasonOf, toneOf } from "./words";

test("the enhanced code says more than the code", () => {
  const at = (code: number | null, enhanced: string | null, stage = "rcpt") =>
    reasonOf({ stage, code, enhanced });
  expect(at(550, "5.1.1")).toBe("unknown");
  expect(at(550, "5.2.1")).toBe("unknown");
  expect(at(552, "5.2.2")).toBe("full");
  expect(at(550, "5.7.1")).toBe("policy");
  expect(at(554, null, "dot")).toBe("policy");
  expect(at(550, null)).toBe("other");
  expect(at(552, "5.3.4", "dot")).toBe("big");
  expect(at(550, "5.1.8")).toBe("sender");
  expect(at(452, "4.2.2")).toBe("later");
  expect(at(451, "4.7.1")).toBe("later");
  expect(at(553, "5.7.1", "mail_from")).toBe("sender");
});

test("a broken connection is in doubt only after the final dot", () => {
  expect(reasonOf({ stage: "body", code: null, enhanced: null })).toBe("cut");
  expect(reasonOf({ stage: "dot", code: null, enhanced: null })).toBe("doubt");
});

test("a failure that is tried again does not look final", () => {
  expect(toneOf({ outcome: "failure", retry_at: 1 })).toBe("warn");
  expect(toneOf({ outcome: "failure", retry_at: null })).toBe("bad");
  expect(outcomeOf({ outcome: "failure", retry_at: 1 })).not.toBe(
    outcomeOf({ outcome: "failure", retry_at: null }),
  );
});

test("the server's words stay as they are", () => {
  const answer = "550 5.1.1 No such user\nhere";
  expect(answerOf({ stage: "rcpt", code: 550, enhanced: "5.1.1", answer })).toBe(answer);
});

test("a letter that could not be made says why", () => {
  const answer = JSON.stringify({
    code: "merge-missing",
    parameters: { field: "City" },
    field: "body",
  });
  expect(answerOf({ stage: "build", code: null, enhanced: null, answer })).toContain("City");
});
