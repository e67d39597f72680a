const SHOWN = '[sealed secret]';

/**
 * A secret that shows itself to nobody who does not ask for it: printing, logging, spreading,
 * cloning or serialising gives a placeholder.
 */
export class SealedSecret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The secret itself: for the call that it was issued for, never for a record or a message. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [Symbol.toPrimitive](): string {
    return SHOWN;
  }

  /** What `util.inspect` and `console.log` show. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return SHOWN;
  }
}
