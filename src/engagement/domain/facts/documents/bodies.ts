import { z } from 'zod';
import { bodyOf, id, plainBody, reason, words } from '../../../../fact/domain/body';
import { documentLinked, documentWaived } from './facts';

export const documentBodies = {
  documentLinked: plainBody(documentLinked, {
    title: words(300),
    url: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .describe('Where people read it'),
  }),
  documentWaived: bodyOf(
    documentWaived,
    { document: id.describe('The id of a document that is linked with the engagement'), reason },
    ({ document }) => ({ document }),
  ),
};
