// What is typed at the entrance, whichever face of it is shown, and how it goes on from there.
import { knownAccounts } from "$lib/accounts";
import type { LetterSent } from "$lib/bindings";
import { call } from "$lib/bridge";
import { Countdown } from "$lib/countdown.svelte";
import { fieldError, formError, sentence } from "$lib/errors";
import { session } from "$lib/session.svelte";
import { Submission } from "$lib/submission.svelte";
import { systemZone, texts } from "$lib/texts.svelte";

export type Face = "sign-in" | "register" | "confirm" | "recover" | "renew";

export class Entering extends Submission {
  face = $state<Face>("sign-in");
  name = $state("");
  email = $state(knownAccounts()[0]?.email ?? "");
  password = $state("");
  repeat = $state("");
  code = $state("");
  stay = $state(false);
  /** Registering with an administrator's code, which needs no letter. */
  invited = $state(false);
  /** The password that was chosen with the code is asked for once more. */
  passwordAsked = $state(false);
  /** Where the last letter with a code went; none, when the code is from an earlier one. */
  letter = $state.raw<LetterSent>();
  /** Until the next try after wrong passwords, and until the next letter. */
  readonly slowed = new Countdown();
  readonly again = new Countdown();

  readonly #address = $derived(this.letter ? [] : ["email"]);
  /** What the face has inputs for. */
  readonly #fields: readonly string[] = $derived.by(() => {
    switch (this.face) {
      case "sign-in":
        return ["email", "password"];
      case "register":
        return ["name", "email", "password", "repeat", ...(this.invited ? ["code"] : [])];
      case "confirm":
        return [...this.#address, "code", ...(this.passwordAsked ? ["password"] : [])];
      case "recover":
        return ["email"];
      case "renew":
        return [...this.#address, "code", "password", "repeat"];
    }
  });
  /** What is wrong, where no field says it. */
  readonly problem = $derived.by(() => {
    if (this.codeError !== undefined || this.failure?.code === "sign-in-slowed") return undefined;
    return formError(this.failure, this.#fields);
  });
  readonly codeError = $derived.by(() => {
    const about = this.failure?.field === "code" || /^(code|invitation)-/.test(this.failure?.code ?? "");
    return this.failure && about && this.#fields.includes("code") ? sentence(this.failure) : undefined;
  });

  error(field: string): string | undefined {
    return fieldError(this.failure, field);
  }

  show(face: Face) {
    this.face = face;
    this.failure = null;
    this.passwordAsked = false;
    this.password = this.repeat = this.code = "";
  }

  /** Goes on with a code from a letter that was asked for earlier: whose it is has to be said. */
  haveCode(face: "confirm" | "renew") {
    this.show(face);
    this.letter = undefined;
    this.passwordAsked = face === "confirm";
  }

  signIn = () =>
    this.#run(() => {
      const { email, password, stay } = this;
      return session.enter(call("session.open", { email, password, stay }));
    });

  /** Goes on with the key that is kept on this computer; without it the password is asked for. */
  resume = (email: string) =>
    this.#run(async () => {
      this.email = email;
      await session.enter(call("session.resume", { email }));
    });

  unlock = () =>
    this.#run(async () => {
      await session.enter(call("session.unlock", { password: this.password }));
    }).then(() => {
      // Whose password it is stands above it: the address cannot be wrong.
      if (this.failure?.code === "sign-in-wrong" || this.failure?.code === "password-wrong")
        this.refuse("unlock-wrong", "password");
    });

  register = () =>
    this.#run(async () => {
      if (this.#differs()) return;
      const { name, email, password, code, stay, invited } = this;
      const person = { name, email, password, language: texts.language, zone: systemZone() };
      if (invited) await session.enter(call("registration.accept", { ...person, code, stay }));
      else await this.#sent(call("registration.begin", person), "confirm");
    });

  confirm = () =>
    this.#run(() => {
      const { email, code, password, stay } = this;
      return session.enter(call("registration.confirm", { email, code, password, stay }));
    }).then(() => {
      if (this.failure?.code !== "registration-anothers") return;
      // Who has typed it here knows already that it need not be the first one.
      if (this.passwordAsked) this.refuse("confirm-password-wrong", "password");
      this.passwordAsked = true;
      this.password = "";
    });

  recover = () => this.#run(() => this.#sent(this.#recovery(), "renew"));

  renew = () =>
    this.#run(async () => {
      if (this.#differs()) return;
      const { email, code, password, stay } = this;
      await session.enter(call("recovery.finish", { email, code, password, stay }));
    });

  /** Another letter with a code. */
  sendAgain = () =>
    this.#run(async () => {
      const { email } = this;
      const order = this.face === "renew" ? this.#recovery() : call("registration.resend", { email });
      await this.#sent(order, this.face);
      this.code = "";
    });

  end() {
    this.slowed.stop();
    this.again.stop();
  }

  #recovery() {
    return call("recovery.begin", { email: this.email, language: texts.language });
  }

  async #sent(order: Promise<LetterSent>, face: Face) {
    const letter = await order;
    const { password } = this;
    if (face !== this.face) this.show(face);
    // The code may not come, and the form is then gone back to.
    if (face === "confirm") this.password = this.repeat = password;
    this.letter = letter;
    this.again.to(letter.again_at);
  }

  #differs(): boolean {
    if (this.password === this.repeat) return false;
    this.refuse("password-differs", "repeat");
    return true;
  }

  async #run(work: () => Promise<unknown>) {
    if (this.busy || !this.slowed.over) return;
    await this.run(work);
    const seconds = Number(this.failure?.parameters.seconds);
    if (this.failure?.code === "sign-in-slowed") this.slowed.for(seconds);
    if (this.failure?.code === "letter-too-soon") this.again.for(seconds);
  }
}
