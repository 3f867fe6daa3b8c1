import { cutText } from '../../text/domain/cut';
import type { Chart, ChartEdge, ChartGroup, ChartNode } from '../domain/flowchart';

const BOX = { width: 230, height: 64 };
const GAP = { x: 28, y: 44 };
const PADDING = 16;
const TITLE_HEIGHT = 28;
const LINE_LENGTH = 34;

interface Placed {
  x: number;
  y: number;
}

/** A chart as a picture: one frame for each stage, one row for each step that others wait for. */
export function toSvg(chart: Chart): string {
  const places = new Map<string, Placed>();
  const frames: string[] = [];
  let y = 40;
  let width = 0;
  for (const group of chart.groups) {
    const rows = rowsOf(group, chart.edges);
    const columns = Math.max(...rows.map((row) => row.length));
    const groupWidth = columns * (BOX.width + GAP.x) - GAP.x + 2 * PADDING;
    const groupHeight = rows.length * (BOX.height + GAP.y) - GAP.y + 2 * PADDING + TITLE_HEIGHT;
    frames.push(
      `<rect class="stage" x="20" y="${y}" width="${groupWidth}" height="${groupHeight}" rx="8"/>` +
        `<text class="stage-title" x="${20 + PADDING}" y="${y + 20}">${escaped(group.title)}</text>`,
    );
    for (const [index, row] of rows.entries()) {
      for (const [column, node] of row.entries()) {
        places.set(node.id, {
          x: 20 + PADDING + column * (BOX.width + GAP.x),
          y: y + PADDING + TITLE_HEIGHT + index * (BOX.height + GAP.y),
        });
      }
    }
    y += groupHeight + GAP.y;
    width = Math.max(width, groupWidth);
  }
  const nodes = chart.groups.flatMap((group) =>
    group.nodes.map((node) => drawNode(node, places.get(node.id))),
  );
  const edges = chart.edges.map((edge) => drawEdge(edge, places));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width + 40} ${y}" width="${width + 40}" height="${y}" role="img">`,
    `<title>${escaped(chart.title)}</title>`,
    STYLE,
    `<text class="title" x="20" y="26">${escaped(chart.title)}</text>`,
    ...frames,
    ...edges,
    ...nodes,
    '</svg>',
    '',
  ].join('\n');
}

const STYLE = `<style>
  text { font: 12px system-ui, sans-serif; fill: #1d2733 }
  .title { font-size: 16px; font-weight: 600 }
  .stage { fill: #f5f7fa; stroke: #c4cdd8 }
  .stage-title { font-weight: 600 }
  .box { fill: #ffffff; stroke: #4a6078 }
  .task .box, .approval .box, .meeting .box { fill: #e8f1fb }
  .wait .box { fill: #fff4dc }
  .playbook .box { fill: #eef3ea; stroke-width: 2 }
  .owner { fill: #55657a; font-size: 11px }
  .edge { fill: none; stroke: #4a6078; marker-end: url(#arrow) }
  .edge.refused { stroke: #b3402e; stroke-dasharray: 5 4 }
</style>
<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="#4a6078"/></marker></defs>`;

/** The steps of a group in rows: each below everything that it waits for. */
function rowsOf(group: ChartGroup, edges: ChartEdge[]): ChartNode[][] {
  const depths = new Map<string, number>();
  const depthOf = (id: string, trail: readonly string[]): number => {
    const known = depths.get(id);
    if (known !== undefined || trail.includes(id)) return known ?? 0;
    const before = edges.filter(
      (edge) => edge.kind === 'then' && edge.to === id && group.nodes.some((node) => node.id === edge.from),
    );
    const depth = Math.max(0, ...before.map((edge) => depthOf(edge.from, [...trail, id]) + 1));
    depths.set(id, depth);
    return depth;
  };
  const rows: ChartNode[][] = [];
  for (const node of group.nodes) {
    (rows[depthOf(node.id, [])] ??= []).push(node);
  }
  return rows.filter((row) => row.length > 0);
}

function drawNode(node: ChartNode, place: Placed = { x: 0, y: 0 }): string {
  const lines = wrapped(node.title);
  const texts = lines.map(
    (line, index) => `<text x="${place.x + 10}" y="${place.y + 19 + index * 15}">${escaped(line)}</text>`,
  );
  return (
    `<g class="${node.kind}" data-step="${escaped(node.id)}"><title>${escaped(node.title)}</title>` +
    `<rect class="box" x="${place.x}" y="${place.y}" width="${BOX.width}" height="${BOX.height}" rx="${node.kind === 'action' || node.kind === 'message' ? 2 : 14}"/>` +
    texts.join('') +
    `<text class="owner" x="${place.x + 10}" y="${place.y + BOX.height - 8}">${escaped(node.owner)}</text></g>`
  );
}

function drawEdge({ from, to, kind }: ChartEdge, places: Map<string, Placed>): string {
  const start = places.get(from) ?? { x: 0, y: 0 };
  const end = places.get(to) ?? { x: 0, y: 0 };
  const back = kind === 'refused';
  const x1 = start.x + (back ? BOX.width : BOX.width / 2);
  const y1 = start.y + (back ? BOX.height / 2 : BOX.height);
  const x2 = end.x + (back ? BOX.width : BOX.width / 2);
  const y2 = end.y + (back ? BOX.height / 2 : 0);
  const bend = back
    ? `C${x1 + 60} ${y1} ${x2 + 60} ${y2}`
    : `C${x1} ${y1 + GAP.y / 2} ${x2} ${y2 - GAP.y / 2}`;
  return `<path class="edge ${kind}" data-from="${escaped(from)}" data-to="${escaped(to)}" d="M${x1} ${y1} ${bend} ${x2} ${y2}"/>`;
}

/** Two lines at most; what is longer is in the tooltip. */
function wrapped(text: string): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + word.length + 1 > LINE_LENGTH) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.length <= 2 ? lines : [lines[0] ?? '', `${cutText(lines[1] ?? '', LINE_LENGTH - 2)} …`];
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
