// Where a problem that the review names is mended.
import type { Failure, MessageId } from "$lib/bindings";
import type { Screen } from "$lib/router.svelte";

type Place = { name: string } & (
  { step: "message" | "audience" | "sender" | "time" } | { screen: Screen; id: string }
);

export function mendOf({ code, field }: Failure, message: MessageId | null): Place | null {
  if (field === "message_id") {
    // There is a message, and something is wrong inside it.
    if (message !== null && code !== "mailing-no-message" && code !== "not-found")
      return { name: "letter", screen: "messages", id: message };
    return { name: "message", step: "message" };
  }
  if (field === "audience") return { name: "audience", step: "audience" };
  if (field === "sender_id") {
    if (code === "mailing-no-sender" || code === "not-found")
      return { name: "sender", step: "sender" };
    return { name: "sender-settings", screen: "settings", id: "senders" };
  }
  if (field === "starts_at" || field === "ends_at") return { name: "time", step: "time" };
  return null;
}
