import { escapeXml } from '../../text/domain/xml';
import { type Chart, type ChartEdge, type ChartNode, signOf } from '../domain/flowchart';
import { CARD, type Card, type Frame, HEAD_LINE, type Layout, layOut, MARGIN } from './flowchart-layout';
import { routesOf } from './flowchart-routes';

/** A chart as a picture, as wide as a screen of 1280 pixels at most: one frame for each stage or track. */
export function toSvg(chart: Chart): string {
  const layout = layOut(chart);
  const { width, height, frames, cards, foot } = layout;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeXml(chart.title)}</title>`,
    STYLE,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    ...headOf(layout),
    ...frames.map(
      ({ x, y, width: w, height: h }) =>
        `<rect class="stage" x="${x}" y="${y}" width="${w}" height="${h}" rx="8"/>`,
    ),
    ...[...routesOf(chart.edges, layout)].map(drawEdge),
    ...frames.flatMap(titleOf),
    ...[...cards.values()].map(drawCard),
    ...foot.map((line, index) => text('subtitle', MARGIN, height - MARGIN - index * HEAD_LINE, line)),
    '</svg>',
    '',
  ].join('\n');
}

/** Every state has its own line and its own sign beside its colour, so that a print in black and white says the same. */
const STYLE = `<style>
  text { font: 12px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1d2733 }
  .paper { fill: #ffffff }
  .title { font-size: 16px; font-weight: 600 }
  .subtitle { fill: #45556a }
  .stage { fill: #f5f7fa; stroke: #c4cdd8 }
  .stage-title { font-weight: 600; paint-order: stroke; stroke: #f5f7fa; stroke-width: 5px }
  .box { fill: #ffffff; stroke: #4a6078 }
  .task .box, .approval .box, .meeting .box { fill: #e8f1fb }
  .wait .box { fill: #fff4dc }
  .playbook .box { fill: #eef3ea; stroke-width: 2 }
  .done .box { fill: #e6f2e6; stroke: #3c6e47 }
  .now .box { fill: #dcebff; stroke: #1d4f91; stroke-width: 3 }
  .late .box { fill: #fde3de; stroke: #a02b18; stroke-width: 4 }
  .ahead .box { fill: #ffffff; stroke: #6b7b8e; stroke-dasharray: 6 4 }
  .leftOut .box { fill: #f0f1f3; stroke: #6b7b8e; stroke-dasharray: 2 3 }
  .cancelled .box { fill: #f0f1f3; stroke: #6b7b8e }
  .cancelled .step { text-decoration: line-through }
  .word { font-weight: 700 }
  .owner, .note { fill: #45556a; font-size: 11px }
  .now .note, .late .note { fill: #1d2733 }
  .edge { fill: none; stroke: #4a6078; stroke-linejoin: round; marker-end: url(#arrow) }
  .edge.refused { stroke: #b3402e; stroke-dasharray: 5 4; marker-end: url(#arrow-back) }
</style>
<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="#4a6078"/></marker>
<marker id="arrow-back" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="#b3402e"/></marker></defs>`;

function headOf({ head: { title, subtitle } }: Layout): string[] {
  return [...title.map((line) => ['title', line]), ...subtitle.map((line) => ['subtitle', line])].map(
    ([name = '', line = ''], index) => text(name, MARGIN, MARGIN + 10 + index * HEAD_LINE, line),
  );
}

function titleOf({ lines, x, y }: Frame): string[] {
  return lines.map((line, index) => text('stage-title', x + 16, y + 19 + index * CARD.line, line));
}

function drawCard({ node, x, y, height, lines }: Card): string {
  const { mark } = node;
  const left = x + CARD.padding;
  let baseline = y + CARD.padding - 4;
  const next = (name: string, step: number) => (line: string) => text(name, left, (baseline += step), line);
  return [
    `<g class="${mark ? `${node.kind} ${mark.progress}` : node.kind}" data-step="${escapeXml(node.id)}">`,
    `<title>${escapeXml(node.title)}</title>`,
    `<rect class="box" x="${x}" y="${y}" width="${CARD.width}" height="${height}" rx="${roundness(node)}"/>`,
    ...(mark ? [`${signOf(mark.progress)} ${mark.word}`] : []).map(next('word', CARD.line)),
    ...lines.title.map(next('step', CARD.line)),
    ...lines.owner.map(next('owner', CARD.small)),
    ...lines.notes.map(next('note', CARD.small)),
    '</g>',
  ].join('');
}

/** Round for people, round as a pill for what is awaited, square for what the system does and for playbooks. */
function roundness({ kind }: ChartNode): number {
  switch (kind) {
    case 'task':
    case 'approval':
    case 'meeting':
      return 12;
    case 'wait':
      return 26;
    case 'action':
    case 'message':
    case 'playbook':
      return 2;
  }
}

function drawEdge([{ from, to, kind }, line]: [ChartEdge, string]): string {
  return `<path class="edge ${kind}" data-from="${escapeXml(from)}" data-to="${escapeXml(to)}" d="${line}"/>`;
}

function text(name: string, x: number, y: number, line: string): string {
  return `<text class="${name}" x="${x}" y="${y}">${escapeXml(line)}</text>`;
}
