# The bot as one small image. Try it without an account:  docker run --rm -it IMAGE node dist/cli/chat.js
# Node 24.18.0, by the digest of its multi-platform index: a tag may name another image tomorrow. To renew it, take the
# digest that this prints:  docker buildx imagetools inspect node:24-bookworm-slim
FROM node:24-bookworm-slim@sha256:6f7b03f7c2c8e2e784dcf9295400527b9b1270fd37b7e9a7285cf83b6951452d AS base
WORKDIR /app

# Compilers live here only: better-sqlite3 brings a ready-made binary for most machines, and is compiled on the others.
FROM base AS build
RUN apt-get update && apt-get install -y --no-install-recommends python3 make g++ && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json esbuild.config.mjs ./
COPY src ./src
RUN npm run build
RUN npm prune --omit=dev

FROM base
ENV NODE_ENV=production
COPY package.json LICENSE ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# The database and its key: a fresh volume takes over the owner this folder has.
RUN mkdir data compiled && chown 1000:1000 data compiled
VOLUME /app/data
# Node stores the code as V8 has compiled it, which saves 0.1 s at a start by the same user on the same kind of CPU. The bot
# ends with 78, because it has no configuration. Nobody may change that code later.
USER 1000:1000
ENV NODE_COMPILE_CACHE=compiled
RUN node --min-semi-space-size=4 --max-semi-space-size=16 --heap-growing-percent=70 dist/main.js || [ $? -eq 78 ]
USER 0:0
RUN chown -R 0:0 compiled && chmod -R a=rX compiled
# The image's user "node", as a number, so that Kubernetes can tell that it is not root.
USER 1000:1000
EXPOSE 3000
STOPSIGNAL SIGTERM
# There is no curl here, and Node has fetch. PORT is the bot's own variable.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# V8's young generation has 4 to 16 MB a part, and the old one grows to 1.7 times what is in use, not to four times. At 32
# look-ups at a time the process takes about 240 MB, and about 300 MB with four. After a minute without work V8 returns what
# is free, which with 16 MB a part from the beginning is 25 MB less.
CMD ["node", "--min-semi-space-size=4", "--max-semi-space-size=16", "--heap-growing-percent=70", "dist/main.js"]
