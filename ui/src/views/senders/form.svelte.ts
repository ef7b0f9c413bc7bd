// A sender being written: from a preset, by hand, or changed.
import type { Failure, Preset, Sender, SenderSettings, SenderTest, UserId } from "$lib/bindings";
import { call } from "$lib/bridge";
import { asFailure } from "$lib/errors";

const EMPTY: SenderSettings = {
  name: "",
  host: "",
  port: 587,
  security: "starttls",
  username: "",
  from_name: "",
  from_email: "",
  per_minute: null,
  per_hour: null,
  per_day: null,
  connections: 2,
  letters_per_connection: null,
};

export class SenderForm {
  settings = $state<SenderSettings>({ ...EMPTY });
  password = $state("");
  preset = $state.raw<Preset | null>(null);
  test = $state.raw<SenderTest>();
  failure = $state.raw<Failure | null>(null);
  busy = $state<"testing" | "saving" | null>(null);

  #sender: Sender | null;
  #owner: UserId | null;
  #before: string;

  constructor(sender: Sender | null, from: { owner: UserId | null; name: string; email: string }) {
    this.#sender = sender;
    this.#owner = from.owner;
    this.settings = sender
      ? settingsOf(sender)
      : { ...EMPTY, from_name: from.name, from_email: from.email, username: from.email };
    this.#before = this.#written();
  }

  get changed(): boolean {
    return this.#written() !== this.#before;
  }

  /** Takes the server and the limits of a provider. */
  choose(preset: Preset) {
    const { key, name, domains, ...server } = preset;
    const own = domains.length === 0;
    this.preset = preset;
    Object.assign(this.settings, server, { name: own ? "" : name });
    this.test = undefined;
    this.failure = null;
    // An address of another provider cannot be the one to sign in with.
    const domain = this.settings.from_email.split("@")[1]?.toLowerCase() ?? "";
    if (!own && !domains.includes(domain)) this.setFrom("");
  }

  /** The From address; nearly everywhere it is also what one signs in with. */
  setFrom(email: string) {
    if (this.settings.username === this.settings.from_email) this.settings.username = email;
    this.settings.from_email = email;
  }

  /** Goes through the steps of a connection, without saving anything. */
  async try() {
    await this.#work("testing", async () => {
      this.test = undefined;
      this.test = await call("senders.try", {
        settings: this.#settings(),
        password: this.password || null,
        id: this.#sender?.id ?? null,
      });
    });
  }

  /** The sender as it was saved; undefined when it was refused. */
  async save(): Promise<Sender | undefined> {
    return this.#work("saving", async () => {
      const input = { settings: this.#settings(), password: this.password || null };
      const sender = this.#sender
        ? await call("senders.change", { id: this.#sender.id, ...input })
        : await call("senders.add", { owner_id: this.#owner, ...input });
      this.#sender = sender;
      this.#before = this.#written();
      return sender;
    });
  }

  async #work<T>(busy: "testing" | "saving", work: () => Promise<T>): Promise<T | undefined> {
    if (this.busy) return undefined;
    this.busy = busy;
    this.failure = null;
    try {
      return await work();
    } catch (error) {
      this.failure = asFailure(error);
      return undefined;
    } finally {
      this.busy = null;
    }
  }

  #settings(): SenderSettings {
    const settings = $state.snapshot(this.settings);
    return {
      ...settings,
      name: settings.name.trim() || settings.from_email.trim() || settings.host.trim(),
      username: settings.username?.trim() || null,
    };
  }

  #written(): string {
    return JSON.stringify([this.settings, this.password]);
  }
}

function settingsOf(sender: Sender): SenderSettings {
  const { name, host, port, security, username, from_name, from_email } = sender;
  const { per_minute, per_hour, per_day, connections, letters_per_connection } = sender;
  return {
    ...{ name, host, port, security, username, from_name, from_email },
    ...{ per_minute, per_hour, per_day, connections, letters_per_connection },
  };
}

/** The provider that an address belongs to. */
export function presetFor(presets: readonly Preset[], email: string): Preset | undefined {
  const domain = email.split("@")[1]?.trim().toLowerCase();
  return presets.find((preset) => domain !== undefined && preset.domains.includes(domain));
}
