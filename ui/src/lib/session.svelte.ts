// Who sits at the window, with which settings, and whether it is locked.
import { rememberAccount } from "./accounts";
import type { Role, Settings, SetupState, User, UserId } from "./bindings";
import { call, onEvent } from "./bridge";
import { asFailure } from "./errors";
import { gate, isShutOut } from "./gate";
import { personGone } from "./leave";
import { remember, remembersFor } from "./memory";
import { systemLanguage, systemZone, texts } from "./texts.svelte";
import { theme } from "./theme.svelte";

/** Milliseconds between two looks at who is signed in, when the engine goes on refusing. */
const APART = 1000;

class Session {
  setup = $state.raw<SetupState>();
  settings = $state.raw<Settings>();
  /** The first run goes on after the account is made: a sender and a test letter are left. */
  firstRun = $state(false);
  /** Another account is chosen, over the screens of this one. */
  switching = $state(false);
  /** Whose screens are there; under a locked window they wait as they were left. */
  shown = $state<UserId | null>(null);
  /** Reading and changing the settings, one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #looking = false;
  #refused = false;

  get user(): User | null {
    return this.setup?.user ?? null;
  }

  get role(): Role | undefined {
    return this.user?.role;
  }

  get locked(): boolean {
    return this.user !== null && this.setup?.locked === true;
  }

  /** Somebody is signed in, and the window is not locked. */
  get open(): boolean {
    return this.user !== null && !this.locked;
  }

  load(): Promise<void> {
    return this.#inTurn(async () => {
      const setup = await call("setup.state", {});
      const settings = setup.user && !setup.locked ? await this.#settings() : undefined;
      // It was locked in between.
      if (settings === null) return this.#take({ ...setup, locked: true });
      this.#take(setup, settings);
    });
  }

  /** Keeps the window in step with the session, whoever changes it. Returns what ends that. */
  follow(): () => void {
    const stops = [
      onEvent((event) => {
        if (event.kind !== "changed") return;
        if (event.what === "settings" || event.what === "session") this.#look();
      }),
      gate.onRefusal(() => {
        // Where nobody is let in there is nothing new in being refused.
        if (this.open) this.#look();
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /** Goes on as whoever `entering` signs in. */
  async enter(entering: Promise<User>) {
    const user = await entering;
    // Nothing that is still open may be done in another person's name.
    if (this.user && user.id !== this.user.id) this.#part();
    await this.load();
    this.switching = false;
  }

  /** Hides everything at once, whatever the engine says to it. */
  async lock() {
    if (!this.setup || !this.open) return;
    this.setup = { ...this.setup, locked: true };
    await call("session.lock", {}).finally(() => this.load());
  }

  async close() {
    await call("session.close", {});
    await this.load();
  }

  /** The settings are written whole: each change goes on from what the one before has left. */
  change(change: Partial<Settings>): Promise<void> {
    return this.#inTurn(async () => {
      const settings = this.settings ?? (await call("settings.show", {}));
      this.#use(await call("settings.change", { ...settings, ...change }));
    });
  }

  /** What the engine refuses again and again is looked at now and then, not in a loop. */
  #look() {
    if (this.#looking) {
      this.#refused = true;
      return;
    }
    this.#looking = true;
    this.#refused = false;
    const again = () =>
      setTimeout(() => {
        this.#looking = false;
        if (this.#refused) this.#look();
      }, APART);
    // The next refusal or event asks again.
    void this.load().then(again, again);
  }

  /** None when they may not be seen any more. */
  async #settings(): Promise<Settings | null> {
    try {
      return await call("settings.show", {});
    } catch (error) {
      if (isShutOut(asFailure(error).code)) return null;
      throw error;
    }
  }

  #take(setup: SetupState, settings?: Settings) {
    const { user } = setup;
    if (this.user && this.user.id !== user?.id) this.#part();
    remembersFor(user?.id ?? null);
    if (settings) this.#use(settings);
    this.setup = setup;
    texts.zone = user?.zone ?? systemZone();
    if (!user || setup.locked) return;
    this.shown = user.id;
    rememberAccount(user);
    gate.open();
  }

  #part() {
    if (this.setup) this.setup = { ...this.setup, user: null, locked: false };
    this.settings = undefined;
    this.shown = null;
    this.firstRun = false;
    gate.giveUp();
    personGone();
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(work, work);
    this.#last = turn;
    return turn;
  }

  #use(settings: Settings) {
    this.settings = settings;
    const language = settings.language === "system" ? systemLanguage() : settings.language;
    texts.use(language);
    theme.use(settings.theme);
    // Before anybody has signed in, the window looks as it did to the last who was here.
    remember("look", { language, theme: settings.theme });
  }
}

export const session = new Session();
