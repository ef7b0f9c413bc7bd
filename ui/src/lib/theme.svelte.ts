// Light or dark: as the system says, or as the person chose.
export type Theme = "system" | "light" | "dark";

const dark = matchMedia("(prefers-color-scheme: dark)");

class ThemeState {
  chosen = $state<Theme>("system");
  #system = $state(dark.matches);
  readonly shown: "light" | "dark" = $derived(
    this.chosen === "system" ? (this.#system ? "dark" : "light") : this.chosen,
  );

  constructor() {
    dark.addEventListener("change", () => (this.#system = dark.matches));
  }

  use(chosen: Theme) {
    this.chosen = chosen;
    document.documentElement.dataset.theme = this.shown;
  }

  /** Keeps the window in step when the system changes. */
  follow() {
    $effect(() => {
      document.documentElement.dataset.theme = this.shown;
    });
  }
}

export const theme = new ThemeState();
