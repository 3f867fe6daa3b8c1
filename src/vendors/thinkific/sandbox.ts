import type { SignedCall, SigningOf, VendorSandbox } from '../kit/sandbox/vendor-sandbox';
import { requiredValue } from '../kit/vendor-settings';
import spec from './openapi.json';
import {
  createBundleEnrollment,
  createEnrollment,
  enrollmentCompleted,
  enrollmentDeleted,
  enrollmentExpired,
  enrollmentProgress,
  getEnrollment,
  listEnrollments,
  updateEnrollment,
} from './sandbox-enrollments';
import { notFound, refused, subdomainOf } from './sandbox-state';
import { createUser, getUser, listBundleCourses, listCourses, listUsers } from './sandbox-users';
import { signThinkific } from './webhook';

function signCall(call: { resource: string; action: string }, { settings }: SigningOf): SignedCall {
  const body = JSON.stringify(call);
  const secret = requiredValue('thinkific', settings, 'webhookSecret');
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'x-thinkific-topic': `${call.resource}.${call.action}`,
      'x-thinkific-subdomain': subdomainOf(settings),
      'x-thinkific-hmac-sha256': signThinkific(secret, body),
    },
  };
}

/** Thinkific's stand-in: an academy of three courses and a bundle of two of them, whose learners' doings it tells us. */
export const thinkificSandbox: VendorSandbox = {
  spec,
  basePath: '/api',
  operations: {
    listUsers,
    getUser,
    createUser,
    listCourses,
    listBundleCourses,
    createBundleEnrollment,
    listEnrollments,
    getEnrollment,
    createEnrollment,
    updateEnrollment,
  },
  refusals: {
    unauthorized: () => refused(401, { error: 'Invalid API Key or Subdomain.' }),
    notFound: () => notFound,
    invalid: (errors) => refused(422, { errors }),
    trouble: (status) => ({ error: status === 429 ? 'Rate limit exceeded.' : 'Something went wrong.' }),
  },
  credential: ({ 'x-auth-api-key': key, 'x-auth-subdomain': subdomain }) =>
    key === undefined || subdomain === undefined ? undefined : `${subdomain}:${key}`,
  authorize: async (credential, { settings }) =>
    credential === `${subdomainOf(settings)}:${requiredValue('thinkific', settings, 'apiKey')}`,
  sign: signCall,
  events: {
    'enrollment.progress': enrollmentProgress,
    'enrollment.completed': enrollmentCompleted,
    'enrollment.expired': enrollmentExpired,
    'enrollment.deleted': enrollmentDeleted,
  },
};
