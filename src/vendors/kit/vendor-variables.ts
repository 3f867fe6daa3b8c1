/** One environment variable of a vendor. */
export interface VendorVariable {
  readonly name: string;
  /** What the connector calls it among its settings values. */
  readonly as: string;
  /** What it is and where somebody finds it, in one line for people. */
  readonly help: string;
  /** What the sandbox takes for it while it is not set; left out when the sandbox needs none. */
  readonly sandbox?: string;
  /** Signs the vendor's webhooks: shown at the start while the sandbox's default is in use. One at most. */
  readonly webhookSecret?: true;
  readonly url?: true;
  /** In the sandbox it is the sandbox's own address. */
  readonly sandboxAddress?: true;
}

/** The address of a vendor that stands at no address for all. */
export interface OwnAddress {
  /** Of its URL, such as `smtps`. */
  readonly schemes: readonly string[];
  /** What it is and how it is written, in one line for people. */
  readonly help: string;
}

/** How one vendor is configured. */
export interface VendorVariables {
  /** The vendor's host; the connectors add the vendor's own full paths. */
  readonly liveUrl: string;
  readonly baseUrlVariable: string;
  /** For a vendor whose address everybody has to say: each has another one. */
  readonly ownAddress?: OwnAddress;
  /** Any complete set makes the vendor live. */
  readonly credentials: readonly (readonly string[])[];
  readonly variables: readonly VendorVariable[];
}

/** What a variable of a vendor is and where somebody finds it. */
export function helpFor({ variables, baseUrlVariable, ownAddress }: VendorVariables, name: string): string {
  if (name === baseUrlVariable && ownAddress !== undefined) return ownAddress.help;
  return variables.find((variable) => variable.name === name)?.help ?? name;
}

/** The variable whose value signs the vendor's webhooks. */
export function webhookSecretOf({ variables }: VendorVariables): VendorVariable | undefined {
  return variables.find(({ webhookSecret }) => webhookSecret);
}
