const PLACES = 6;

/** A quantity of the contract in millionths of its unit: exact, so that quantities can be added and compared. */
export function millionths(text: string): bigint {
  const [whole = '0', places = ''] = text.split('.');
  return BigInt(whole + places.padEnd(PLACES, '0'));
}

/** The shortest text of a quantity. */
export function quantityOf(all: bigint): string {
  const digits = String(all).padStart(PLACES + 1, '0');
  const places = digits.slice(-PLACES).replace(/0+$/, '');
  return `${digits.slice(0, -PLACES)}${places === '' ? '' : `.${places}`}`;
}
