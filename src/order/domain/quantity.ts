/**
 * Quantities in whole steps of the smallest part in which a line is counted: pieces, tenths of a metre, grams of a kilogram.
 * Nine digits and six decimal places, the most that an order takes, stay exact in a number.
 */

const FORM = /^(\d{1,9})(?:\.(\d{1,6}))?$/;

/** In how many decimal places a quantity is written, noughts at its end aside. */
export function decimalsOf(text: string): number {
  return placesOf(text).length;
}

/** @returns undefined for what is no quantity, nothing, or finer than the line is counted */
export function stepsOf(text: string, decimals: number): number | undefined {
  const whole = FORM.exec(text)?.[1];
  const places = placesOf(text);
  if (whole === undefined || places.length > decimals) return undefined;
  const steps = Number(whole + places.padEnd(decimals, '0'));
  return steps > 0 ? steps : undefined;
}

/** Decimal text of so many steps: `2`, `0.5`. */
export function quantityText(steps: number, decimals: number): string {
  const digits = String(steps).padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  const places = digits.slice(point).replace(/0+$/, '');
  return places === '' ? digits.slice(0, point) : `${digits.slice(0, point)}.${places}`;
}

function placesOf(text: string): string {
  return (FORM.exec(text)?.[2] ?? '').replace(/0+$/, '');
}
