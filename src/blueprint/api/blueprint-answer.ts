import type { IncomingHttpHeaders } from 'node:http';
import { UnprintableError } from '../../document/print/typst';
import { chosenType } from '../../edge/http/accept';
import { Problem } from '../../edge/http/problem';
import type { Answer } from '../../edge/http/route';
import type { Blueprint } from '../domain/blueprint';
import type { Paper } from '../domain/paper';
import { overviewFile, type PrintedHead, reportFile } from '../print/blueprint-file';
import { detailTables, taskTables } from './reports';
import { sheetsOf, wholePicture } from './sheets';

/** The three things that a blueprint is printed as. */
export const PARTS = ['overview', 'detail', 'tasks'] as const;
export type Part = (typeof PARTS)[number];

const PDF = 'application/pdf';
const SVG = 'image/svg+xml';
const JSON_TYPE = 'application/json';

/** A blueprint in the form that the caller wants. @throws Problem 406 or 503 */
export function blueprintAnswer(
  blueprint: Blueprint,
  { part, paper }: { part: Part; paper: Paper },
  headers: IncomingHttpHeaders,
): Answer {
  const type = chosenType(headers.accept, part === 'overview' ? [SVG, PDF, JSON_TYPE] : [PDF, JSON_TYPE]);
  const vary = { vary: 'Accept' };
  if (type === JSON_TYPE) return { status: 200, body: blueprint, headers: vary };
  if (type === SVG) return { status: 200, body: wholePicture(blueprint), contentType: SVG, headers: vary };
  const file = `blueprint-${blueprint.name}-${blueprint.version}-${part}-${paper}.pdf`;
  return {
    status: 200,
    body: printed(blueprint, part, paper),
    contentType: PDF,
    headers: { ...vary, 'content-disposition': `inline; filename="${file}"` },
  };
}

const TITLES: Record<Part, string> = {
  overview: 'Service blueprint',
  detail: 'Detail report',
  tasks: 'Task report',
};

function printed(blueprint: Blueprint, part: Part, paper: Paper): Buffer {
  const { title, company, version } = blueprint;
  const head: PrintedHead = {
    title: `${TITLES[part]}: ${title}`,
    subtitle: `${company}, by version ${version} of the playbook`,
    company,
  };
  try {
    switch (part) {
      case 'overview':
        return overviewFile(head, sheetsOf(blueprint, paper), paper);
      case 'detail':
        return reportFile(head, detailTables(blueprint), paper);
      case 'tasks':
        return reportFile(head, taskTables(blueprint), paper);
    }
  } catch (error) {
    if (!(error instanceof UnprintableError)) throw error;
    throw new Problem(
      'unavailable',
      'The fonts of this server lack characters of the playbook. Nothing is lost: install a font that has them where the server runs, start it again, and ask again.',
    );
  }
}
