/** A port that somebody would like an embedded server to have. */
export interface PortWish {
  port: number;
  /** Somebody set it: no other will do. */
  explicit: boolean;
  variable: string;
}

/** The ports of the embedded servers. */
export interface EmbeddedPorts<T> {
  temporal: T;
  temporalUi: T;
  postgres: T;
}
