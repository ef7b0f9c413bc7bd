// Nothing of a person stays in the window when they have signed out or somebody else has signed in.

const all: (() => void)[] = [];

/** Forgets what a part of the window holds of the person who is gone. */
export function onPersonGone(forget: () => void) {
  all.push(forget);
}

export function personGone() {
  all.forEach((forget) => forget());
}
