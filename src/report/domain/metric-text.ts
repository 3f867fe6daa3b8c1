import type { MetricFigure, MetricUnit } from './figures';

/** `92.5 %`, `no case`. */
export function valueText(value: number | null, unit: MetricUnit): string {
  if (value === null) {
    return 'no case';
  }
  const rounded = Number(value.toFixed(1));
  switch (unit) {
    case 'percent':
      return `${rounded} %`;
    case 'points':
    case 'of 5':
    case 'hours':
    case 'steps':
    case 'revisions':
      return `${rounded} ${unit}`;
  }
}

/** A metric's value beside that of the period before. */
export function metricText({ value, previous, unit }: MetricFigure): string {
  return `${valueText(value, unit)} (before: ${valueText(previous, unit)})`;
}
