// Every text a person reads, from `locales/`, in the language of the moment.
import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";

export type Language = "ru" | "en";
export type Parameters = Record<string, FluentVariable>;

const sources = import.meta.glob<string>("../../../locales/*/*.ftl", {
  eager: true,
  query: "?raw",
  import: "default",
});

function bundle(language: Language): FluentBundle {
  // Isolation marks are for mixed directions; here they would only show up in copied text.
  const bundle = new FluentBundle(language, { useIsolating: false });
  for (const [path, source] of Object.entries(sources))
    if (path.includes(`/${language}/`)) bundle.addResource(new FluentResource(source));
  return bundle;
}

const bundles: Record<Language, FluentBundle> = { en: bundle("en"), ru: bundle("ru") };

/** The language the system asks for. */
export function systemLanguage(): Language {
  return navigator.language.toLowerCase().startsWith("ru") ? "ru" : "en";
}

export function systemZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

class Texts {
  language = $state<Language>("en");
  /** IANA name of the zone in which times are shown. */
  zone = $state(systemZone());

  /** The language as the person's country writes it, where the system knows that: `en-GB`. */
  readonly locale = $derived(
    navigator.languages.find((locale) => locale.toLowerCase().startsWith(this.language)) ??
      this.language,
  );

  use(language: Language) {
    this.language = language;
    document.documentElement.lang = language;
  }
}

export const texts = new Texts();

/** The text `id`; numbers among the parameters take the language's plural and grouping. */
export function t(id: string, parameters?: Parameters): string {
  return find(texts.language, id, parameters) ?? find("en", id, parameters) ?? id;
}

export function hasText(id: string): boolean {
  return bundles[texts.language].hasMessage(id);
}

function find(language: Language, id: string, parameters?: Parameters): string | undefined {
  const pattern = bundles[language].getMessage(id)?.value;
  return pattern ? bundles[language].formatPattern(pattern, parameters, []) : undefined;
}
