// Who sits at the window, with which settings: read once at the start, changed by the settings.
import type { Settings, SetupState, User } from "./bindings";
import { call, onEvent } from "./bridge";
import { systemLanguage, texts } from "./texts.svelte";
import { theme } from "./theme.svelte";

class Session {
  setup = $state.raw<SetupState>();
  settings = $state.raw<Settings>();
  /** The first run goes on after the account is made: a sender and a test letter are left. */
  firstRun = $state(false);
  /** Reading and changing the settings, one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  get user(): User | null {
    return this.setup?.user ?? null;
  }

  load(): Promise<void> {
    return this.#inTurn(async () => {
      const [setup, settings] = await Promise.all([
        call("setup.state", {}),
        call("settings.show", {}),
      ]);
      this.use(settings);
      this.setup = setup;
      if (setup.user) texts.zone = setup.user.zone;
    });
  }

  /** Loads again whenever another shell changes the settings. */
  follow(): () => void {
    return onEvent((event) => {
      if (event.kind === "changed" && event.what === "settings") void this.load();
    });
  }

  /** The settings are written whole: each change goes on from what the one before has left. */
  change(change: Partial<Settings>): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.settings) return;
      this.use(await call("settings.change", { ...this.settings, ...change }));
    });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(work, work);
    this.#last = turn;
    return turn;
  }

  private use(settings: Settings) {
    this.settings = settings;
    texts.use(settings.language === "system" ? systemLanguage() : settings.language);
    theme.use(settings.theme);
  }
}

export const session = new Session();
