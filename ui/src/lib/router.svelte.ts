// Which screen is shown. In memory only: a desktop window has no address bar.
import type { Role } from "./bindings";
import { onPersonGone } from "./leave";

export const screens = [
  "home",
  "clients",
  "messages",
  "mailings",
  "attempts",
  "users",
  "settings",
] as const;
export type Screen = (typeof screens)[number];
export interface Route {
  screen: Screen;
  /** The row whose own page is open, or the section of the settings. */
  id: string | null;
}

/** The screens that somebody with this role has. */
export function screensFor(role: Role | undefined): Screen[] {
  return screens.filter((screen) => screen !== "users" || (role !== undefined && role !== "user"));
}

/** Answers whether what is open may be left; it asks the person if something would be lost. */
type Guard = () => boolean | Promise<boolean>;

class Router {
  route = $state.raw<Route>({ screen: "home", id: null });
  #past: Route[] = [];
  /** The newest last: a sheet over the screen that it was opened from. */
  #guards: Guard[] = [];

  async go(screen: Screen, id: string | null = null): Promise<boolean> {
    if (screen === this.route.screen && id === this.route.id) return true;
    if (!(await this.mayLeave())) return false;
    this.#past.push(this.route);
    this.route = { screen, id };
    return true;
  }

  async back() {
    const past = this.#past.at(-1);
    if (!past || !(await this.mayLeave())) return;
    this.#past.pop();
    this.route = past;
  }

  /** Goes to a route written as `mailings/ID`; an unknown one is left alone. */
  open(path: string) {
    const [name, id] = path.split("/");
    const screen = screens.find((screen) => screen === name);
    if (screen) void this.go(screen, id || null);
  }

  /** Puts the id of a row that has just been made in place of "new", without leaving the screen. */
  settle(id: string) {
    this.route = { ...this.route, id };
  }

  /** Lets what is open ask before the screen is left. Returns what takes the question back. */
  guard(guard: Guard): () => void {
    this.#guards = [...this.#guards, guard];
    return () => (this.#guards = this.#guards.filter((other) => other !== guard));
  }

  /** Whether all that is open may be left. Asks from the top down, and no further than to the first that stays. */
  async mayLeave(): Promise<boolean> {
    for (const guard of this.#guards.toReversed()) if (!(await guard())) return false;
    return true;
  }

  forget() {
    this.route = { screen: "home", id: null };
    this.#past = [];
  }
}

export const router = new Router();
onPersonGone(() => router.forget());
