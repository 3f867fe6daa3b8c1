import type { Chart, ChartNode } from '../domain/flowchart';

/** A chart in Mermaid's flowchart language; node ids are the step ids. */
export function toMermaid(chart: Chart): string {
  const groups = chart.groups.flatMap((group) => [
    `  subgraph ${group.id}["${quoted(group.title)}"]`,
    ...group.nodes.map((node) => `    ${node.id}${box(node)}`),
    '  end',
  ]);
  const edges = chart.edges.map(({ from, to, kind }) =>
    kind === 'then' ? `  ${from} --> ${to}` : `  ${from} -. refused .-> ${to}`,
  );
  return [
    '---',
    `title: ${JSON.stringify(chart.title)}`,
    '---',
    'flowchart TD',
    ...groups,
    ...edges,
    '',
  ].join('\n');
}

/** The shape says the kind: rounded for people, a stadium for waits, a rectangle for what the system does, a framed one for a playbook. */
function box({ title, kind, owner }: ChartNode): string {
  const text = `"${quoted(title)}${owner === '' ? '' : `<br/><i>${quoted(owner)}</i>`}"`;
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

/** Mermaid writes special characters as entities with # instead of &. */
function quoted(text: string): string {
  return text.replaceAll(/["<>#;&]/g, (character) => `#${character.codePointAt(0)};`);
}
