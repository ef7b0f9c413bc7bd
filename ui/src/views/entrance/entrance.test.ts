import { beforeEach, expect, test, vi } from "vitest";
import type { Failure } from "$lib/bindings";
import { type Face, Entering } from "./entrance.svelte";

/** What the engine refuses with. */
let refusal: Failure;
let asked: Record<string, unknown> = {};

vi.mock("$lib/accounts", () => ({ knownAccounts: () => [] }));
vi.mock("$lib/session.svelte", () => ({ session: { enter: (entering: Promise<unknown>) => entering } }));
vi.mock("$lib/texts.svelte", () => ({
  hasText: () => true,
  systemZone: () => "UTC",
  t: (id: string) => id,
  texts: { language: "en" },
}));
vi.mock("$lib/bridge", () => ({
  call: (_name: string, input: Record<string, unknown>) => {
    asked = input;
    return Promise.reject(refusal as unknown as Error);
  },
}));

const refused = (code: string, field: string | null = null): Failure => ({ code, field, parameters: {} });

let form: Entering;
beforeEach(() => {
  form = new Entering();
  form.letter = letter;
});

const letter = { email: "anna@example.com", expires_at: 0, again_at: 0 };

function shown(face: Face, code: string, field: string | null, invited = false) {
  form.show(face);
  form.invited = invited;
  form.failure = refused(code, field);
  return { problem: form.problem, code: form.codeError };
}

test("a failure about an input of the face is shown beside it, and nowhere else", () => {
  const inputs: [Face, string[]][] = [
    ["sign-in", ["email", "password"]],
    ["register", ["name", "email", "password", "repeat"]],
    ["recover", ["email"]],
    ["renew", ["password", "repeat"]],
  ];
  for (const [face, fields] of inputs)
    for (const field of fields) {
      expect(shown(face, "wrong", field), `${face}: ${field}`).toEqual({});
      expect(form.error(field)).toBe("error-wrong");
    }
});

test("a failure about an input that the face does not have is shown for the face as a whole", () => {
  const without: [Face, string[]][] = [
    ["sign-in", ["name", "repeat", "code", "zone"]],
    ["register", ["code", "zone"]],
    ["confirm", ["name", "email", "password", "repeat"]],
    ["recover", ["name", "password", "code"]],
    ["renew", ["name", "email"]],
  ];
  for (const [face, fields] of without)
    for (const field of [...fields, null])
      expect(shown(face, "wrong", field), `${face}: ${field}`).toEqual({ problem: "error-wrong" });
});

test("what is wrong with a code is shown beside the code, where there is one", () => {
  const beside = { code: "error-code-wrong" };
  for (const face of ["confirm", "renew"] as const) expect(shown(face, "code-wrong", "code")).toEqual(beside);
  expect(shown("register", "code-wrong", "code", true)).toEqual(beside);
  expect(shown("confirm", "code-unknown", null)).toEqual({ code: "error-code-unknown" });
});

test("waiting after wrong passwords is shown by its own line", () => {
  expect(shown("sign-in", "sign-in-slowed", null)).toEqual({});
});

test("an account that was made meanwhile is told of although there is no input for the address", async () => {
  form.show("confirm");
  refusal = refused("user-exists", "email");
  await form.confirm();
  expect(form.problem).toBe("error-user-exists");
});

test("where another password came with the code, the password is asked for", async () => {
  form.show("confirm");
  form.password = "the first one";
  refusal = refused("registration-anothers", "password");
  await form.confirm();
  expect(form.passwordAsked).toBe(true);
  expect(form.password).toBe("");
  expect(form.problem).toBeUndefined();
  expect(form.error("password")).toBe("error-registration-anothers");

  form.password = "the second one";
  await form.confirm();
  expect(asked.password).toBe("the second one");
  expect(form.error("password")).toBe("error-confirm-password-wrong");

  form.show("register");
  expect(form.passwordAsked).toBe(false);
});

test("a code from an earlier letter is confirmed with the address and the password", async () => {
  form.show("register");
  form.haveCode("confirm");
  expect(form.letter).toBeUndefined();
  Object.assign(form, { email: "anna@example.com", code: "AAAAA-AAAAA", password: "the first one" });
  refusal = refused("user-exists", "email");
  await form.confirm();
  expect(asked).toMatchObject({ email: "anna@example.com", code: "AAAAA-AAAAA", password: "the first one" });
  expect(form.error("email")).toBe("error-user-exists");
  expect(form.problem).toBeUndefined();
});

test("with a code from an earlier letter for a new password the address is asked for", () => {
  form.haveCode("renew");
  form.failure = refused("address-malformed", "email");
  expect(form.problem).toBeUndefined();
  expect(form.passwordAsked).toBe(false);
});
