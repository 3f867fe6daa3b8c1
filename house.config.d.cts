/** What may be imported by each layer of the house, and how large things may grow. */
export const LAYERS: { name: string; path: string; mayImport: string[] }[];
export const LIMITS: {
  filesInAFolder: number;
  linesInAFile: number;
  touched: Record<'vendor' | 'capability' | 'trackKind' | 'fact' | 'subject', number>;
};
export function layerOf(file: string): string | undefined;
