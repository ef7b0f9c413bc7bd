// The time zones of the world as a person looks for them: by city, with the offset of today.

/** Every zone this WebView knows, and `known` even if it does not. */
export function zoneOptions(language: string, known: string): { value: string; label: string }[] {
  const names = new Set([...Intl.supportedValuesOf("timeZone"), known]);
  return [...names].map((value) => ({ value, label: zoneLabel(language, value) }));
}

/** `Europe / Moscow (GMT+3)`. */
export function zoneLabel(language: string, zone: string): string {
  const place = zone.replaceAll("_", " ").replaceAll("/", " / ");
  const offset = zoneOffset(language, zone);
  return offset ? `${place} (${offset})` : place;
}

function zoneOffset(language: string, zone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName: "shortOffset" })
      .formatToParts()
      .find((part) => part.type === "timeZoneName")?.value;
  } catch {
    return undefined;
  }
}
