// Fields offered while a person types `{`: which are offered, which one Enter takes.
interface Offer {
  items: string[];
  at: { left: number; bottom: number } | null;
  pick: (field: string) => void;
}

export class Suggestions {
  offer = $state.raw<Offer | null>(null);
  active = $state(0);

  show(offer: Offer | null) {
    this.active = offer && this.offer ? Math.min(this.active, offer.items.length - 1) : 0;
    this.offer = offer;
  }

  /** Moves, takes or closes; true when the key was used. */
  press(key: string): boolean {
    if (!this.offer) return false;
    const { items, pick } = this.offer;
    if (key === "ArrowDown") this.active = (this.active + 1) % items.length;
    else if (key === "ArrowUp") this.active = (this.active + items.length - 1) % items.length;
    else if (key === "Escape") this.offer = null;
    else if (key === "Enter" || key === "Tab") {
      const field = items[this.active];
      this.offer = null;
      if (field !== undefined) pick(field);
    } else return false;
    return true;
  }
}
