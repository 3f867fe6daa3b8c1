import type { Sheet } from '../print/blueprint-file';
import type { Blueprint } from '../domain/blueprint';
import { PAPERS, type Paper } from '../domain/paper';
import { type Layout, layOut, SIZE } from './diagram-layout';
import { drawSheet } from './diagram-svg';
import { type Column, columnsOf } from './grid';

/** The smallest type of a sheet that is cut to fit its paper. */
const LEAST_TYPE = 7;
const LEAST_SCALE = LEAST_TYPE / SIZE.small;
const LARGEST_SCALE = 1.15;
/** The widest boxes that fit are taken: they are lower. */
const CARD_WIDTHS = [104, 124, 144, 164, 184] as const;

/** A blueprint in one picture, however wide. */
export function wholePicture(blueprint: Blueprint): string {
  return drawSheet(layOut(blueprint, columnsOf(blueprint), 120), headOf(blueprint, ''));
}

interface Fitted {
  layout: Layout;
  scale: number;
}

/**
 * A blueprint in sheets of a paper, in type of 7 pt at least, each with as many whole stages as it has room for. A stage that
 * is wider is cut between its columns, and a single column that is taller than the paper is set smaller.
 */
export function sheetsOf(blueprint: Blueprint, paper: Paper): Sheet[] {
  const cuts = cutInto(blueprint, paper);
  return cuts.map((columns, index) => {
    const { layout, scale } = fittedTo(paper, blueprint, columns);
    const titles = [...new Set(columns.map(({ stage }) => stage.title))];
    const shown = `Sheet ${index + 1} of ${cuts.length}: ${titles.join(', ')}`;
    const words = columns.flatMap(({ steps }) =>
      steps.map(({ number, title, owner }) => `${number} ${title}${owner === '' ? '' : ` (${owner})`}`),
    );
    return {
      svg: drawSheet(layout, headOf(blueprint, shown)),
      widthPt: layout.width * scale,
      says: `${shown}. The task report says the same in words. Its steps: ${words.join('; ')}.`,
    };
  });
}

function cutInto(blueprint: Blueprint, paper: Paper): Column[][] {
  const fits = (columns: readonly Column[]) => isReadable(fittedTo(paper, blueprint, columns, true));
  const cuts: Column[][] = [];
  const add = (columns: readonly Column[]) => {
    const wider = [...(cuts.at(-1) ?? []), ...columns];
    if (cuts.length > 0 && fits(wider)) cuts[cuts.length - 1] = wider;
    else if (columns.length === 1 || fits(columns)) cuts.push([...columns]);
    else for (const column of columns) add([column]);
  };
  const columns = columnsOf(blueprint);
  for (const stage of blueprint.stages) add(columns.filter((column) => column.stage === stage));
  return cuts;
}

/** In boxes in which it can be read, the widest ones that fit; in those in which it is largest where there are none. */
function fittedTo(paper: Paper, blueprint: Blueprint, columns: readonly Column[], enough = false): Fitted {
  let best: Fitted | undefined;
  for (const width of CARD_WIDTHS) {
    const layout = layOut(blueprint, columns, width);
    const fitted = { layout, scale: scaleOf(layout, paper) };
    if (!best || isReadable(fitted) || fitted.scale > best.scale) best = fitted;
    const isTooWide = layout.width * LEAST_SCALE > PAPERS[paper].widthPt;
    if (isTooWide || (enough && isReadable(best))) return best;
  }
  return best ?? { layout: layOut(blueprint, columns, CARD_WIDTHS[0]), scale: 1 };
}

function isReadable({ scale }: Pick<Fitted, 'scale'>): boolean {
  return scale >= LEAST_SCALE;
}

function scaleOf({ width, height }: Pick<Layout, 'width' | 'height'>, paper: Paper): number {
  const room = PAPERS[paper];
  return Math.min(room.widthPt / width, room.heightPt / height, LARGEST_SCALE);
}

function headOf({ title, company, version }: Blueprint, shown: string) {
  const words = `${company}, by version ${version} of the playbook`;
  return { title: `Service blueprint: ${title}`, subtitle: shown === '' ? words : `${words}. ${shown}` };
}
