import { type Chart, type ChartNode, signOf } from '../domain/flowchart';

/** A chart in Mermaid's flowchart language; node ids are the step ids. */
export function toMermaid(chart: Chart): string {
  const groups = chart.groups.flatMap((group) => [
    `  subgraph ${group.id}["${quoted(group.title)}"]`,
    ...group.nodes.map((node) => `    ${node.id}${box(node)}${node.mark ? `:::${node.mark.progress}` : ''}`),
    '  end',
  ]);
  const edges = chart.edges.map(({ from, to, kind }) =>
    kind === 'then' ? `  ${from} --> ${to}` : `  ${from} -. refused .-> ${to}`,
  );
  const isMarked = chart.groups.some(({ nodes }) => nodes.some(({ mark }) => mark));
  return [
    '---',
    `title: ${JSON.stringify(chart.subtitle === undefined ? chart.title : `${chart.title}. ${chart.subtitle}`)}`,
    '---',
    'flowchart TD',
    ...groups,
    ...edges,
    ...(isMarked ? CLASSES : []),
    '',
  ].join('\n');
}

/** How each state looks beside its sign and its word. */
const CLASSES = [
  '  classDef done fill:#e6f2e6,stroke:#3c6e47,color:#1d2733',
  '  classDef now fill:#dcebff,stroke:#1d4f91,stroke-width:3px,color:#1d2733',
  '  classDef late fill:#fde3de,stroke:#a02b18,stroke-width:4px,color:#1d2733',
  '  classDef ahead fill:#ffffff,stroke:#6b7b8e,stroke-dasharray:6 4,color:#1d2733',
  '  classDef leftOut fill:#f0f1f3,stroke:#6b7b8e,stroke-dasharray:2 3,color:#1d2733',
  '  classDef cancelled fill:#f0f1f3,stroke:#6b7b8e,color:#1d2733',
];

/** The shape says the kind: rounded for people, a stadium for waits, a rectangle for what the system does, a framed one for a playbook. */
function box({ title, kind, owner, mark }: ChartNode): string {
  const word = mark ? [`<b>${signOf(mark.progress)} ${quoted(mark.word)}</b>`] : [];
  const role = owner === '' ? [] : [`<i>${quoted(owner)}</i>`];
  const text = `"${[...word, quoted(title), ...role, ...(mark?.notes ?? []).map(quoted)].join('<br/>')}"`;
  switch (kind) {
    case 'playbook':
      return `[[${text}]]`;
    case 'task':
    case 'approval':
    case 'meeting':
      return `(${text})`;
    case 'wait':
      return `([${text}])`;
    case 'action':
    case 'message':
      return `[${text}]`;
  }
}

/** Mermaid writes special characters as entities with # instead of &, and a text in one line. */
function quoted(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .replaceAll(/["<>#;&]/g, (character) => `#${character.codePointAt(0)};`);
}
