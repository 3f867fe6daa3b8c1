import type { ChartEdge } from '../../playbook/domain/flowchart';
import { escapeXml } from '../../text/domain/xml';
import { type Band, CARD, type Card, type Layout, type Listed, SIZE, smallWidth } from './diagram-layout';
import { linesOf } from './diagram-lines';

/** What stands above a sheet. */
export interface SheetHead {
  title: string;
  subtitle: string;
}

/** A sheet as a picture; a pixel is a point on paper. */
export function drawSheet(layout: Layout, head: SheetHead): string {
  const { width, height, bands, cards, listed } = layout;
  const [w, h] = [tenths(width), tenths(height)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" role="img">`,
    `<title>${escapeXml(head.title)}</title>`,
    STYLE,
    `<rect class="paper" width="${w}" height="${h}"/>`,
    text('title', 4, 15, head.title),
    text('subtitle', 4, 29, head.subtitle),
    ...bands.flatMap((band) => drawBand(band, layout)),
    ...stagesOf(layout),
    ...linesOf(layout).map(drawEdge),
    ...listed.map(drawListed),
    ...bands.flatMap((band) => partingOf(band, layout)),
    ...[...cards.values()].map((card) => drawCard(card, layout)),
    ...legendOf(layout),
    '</svg>',
    '',
  ].join('\n');
}

/** Every side has its own shade and its own place, every kind of line its own dashes: a print in black and white says the same. */
const STYLE = `<style>
  text { font: ${SIZE.title}px Helvetica, Arial, "Liberation Sans", "DejaVu Sans", sans-serif; fill: #1d2733 }
  .paper { fill: #ffffff }
  .title { font-size: 14px; font-weight: 700 }
  .subtitle { font-size: 9.5px; fill: #45556a }
  .lane { stroke: #c4cdd8; stroke-width: 0.6 }
  .lane.client { fill: #fff8e6 }
  .lane.onstage { fill: #edf5fd }
  .lane.backstage { fill: #f4f5f7 }
  .lane.systems { fill: #eef6ee }
  .lane.documents { fill: #f7f1f8 }
  .label { stroke: none }
  .label.client { fill: #8a5a00 }
  .label.onstage { fill: #1d4f91 }
  .label.backstage { fill: #45556a }
  .label.systems { fill: #2f6239 }
  .label.documents { fill: #69417a }
  .lane-title { font-weight: 700; fill: #ffffff }
  .stage { fill: #1b2a41 }
  .stage-title { font-weight: 700; fill: #ffffff }
  .parting { stroke: #1d2733; stroke-width: 1.2; stroke-dasharray: 7 4 }
  .parting-title { font-size: ${SIZE.small}px; font-weight: 700 }
  .box { fill: #ffffff; stroke: #4a6078; stroke-width: 0.8 }
  .small, .listed, .legend { font-size: ${SIZE.small}px; fill: #33414f }
  .edge { fill: none; stroke: #4a6078; stroke-width: 0.8; stroke-linejoin: round; marker-end: url(#arrow) }
  .edge.refused { stroke: #b3402e; stroke-dasharray: 4 3; marker-end: url(#arrow-back) }
</style>
<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0 8 4 0 8z" fill="#4a6078"/></marker>
<marker id="arrow-back" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0 8 4 0 8z" fill="#b3402e"/></marker></defs>`;

function drawBand({ lane, y, height, lines }: Band, { width, label }: Layout): string[] {
  const top = y + height / 2 - ((lines.length - 1) * CARD.line) / 2 + 3;
  return [
    `<rect class="lane ${lane.kind}" data-lane="${escapeXml(lane.id)}" x="${label.x}" y="${tenths(y)}" width="${tenths(width - 2 * label.x)}" height="${tenths(height)}"/>`,
    `<rect class="label ${lane.kind}" x="${label.x}" y="${tenths(y)}" width="${label.width}" height="${tenths(height)}"/>`,
    ...lines.map((one, index) => text('lane-title', label.x + 5, top + index * CARD.line, one)),
  ];
}

/** The line above a row, with its name, which stands over the lines that cross it. */
function partingOf({ y, line }: Band, { width, label }: Layout): string[] {
  if (line === undefined) return [];
  return [
    `<path class="parting" d="M${label.x} ${tenths(y - 1.5)}H${tenths(width - label.x)}"/>`,
    `<rect class="paper" x="${label.x}" y="${tenths(y - 12)}" width="${tenths(smallWidth(line) * 1.1)}" height="9"/>`,
    text('parting-title', label.x, y - 5, line),
  ];
}

function stagesOf({ stages, stageY, stageHeight }: Layout): string[] {
  return stages.flatMap(({ x, width, lines }) => [
    `<rect class="stage" x="${tenths(x)}" y="${stageY}" width="${tenths(width)}" height="${tenths(stageHeight)}" rx="2"/>`,
    ...lines.map((line, index) => text('stage-title', x + 4, stageY + 10.5 + index * CARD.line, line)),
  ]);
}

function drawEdge([{ from, to, kind }, line]: [ChartEdge, string]): string {
  return `<path class="edge ${kind}" data-from="${escapeXml(from)}" data-to="${escapeXml(to)}" d="${line}"/>`;
}

function drawListed({ x, y, lines }: Listed): string {
  return lines.map((line, index) => text('listed', x, y + 7 + index * CARD.small, line)).join('');
}

function drawCard({ step, x, y, height, lines }: Card, { cardWidth }: Layout): string {
  const left = x + CARD.padding;
  let baseline = y + CARD.padding - 2.5;
  const next = (name: string, by: number) => (line: string) => text(name, left, (baseline += by), line);
  return [
    `<g class="${step.kind}" data-step="${escapeXml(step.id)}" data-lane="${escapeXml(step.lane)}">`,
    `<title>${escapeXml(`${step.title}: ${step.owner}`)}</title>`,
    `<rect class="box" x="${tenths(x)}" y="${tenths(y)}" width="${cardWidth}" height="${tenths(height)}" rx="${roundness(step.kind)}"/>`,
    ...lines.title.map(next('step', CARD.line)),
    ...lines.small.map(next('small', CARD.small)),
    '</g>',
  ].join('');
}

/** As in a flowchart: round for people, rounder for what is awaited, square for what the system does and for playbooks. */
function roundness(kind: Card['step']['kind']): number {
  switch (kind) {
    case 'task':
    case 'approval':
    case 'meeting':
      return 5;
    case 'wait':
      return 11;
    case 'action':
    case 'message':
    case 'playbook':
      return 0;
  }
}

function legendOf({ legend, bottom }: Layout): string[] {
  return legend.map((line, index) => text('legend', 4, bottom + 11 + index * CARD.small, line));
}

function text(name: string, x: number, y: number, line: string): string {
  return `<text class="${name}" x="${tenths(x)}" y="${tenths(y)}">${escapeXml(line)}</text>`;
}

function tenths(number: number): number {
  return Math.round(number * 10) / 10;
}
