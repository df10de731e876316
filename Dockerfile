# syntax=docker/dockerfile:1
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=development
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.Version=${VERSION}" -o /bot ./bot \
 && /bot check \
 && mkdir -p /data/db /data/key

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /bot /bot
COPY --from=build --chown=65532:65532 --chmod=700 /data /data
# The key is apart from the database it opens. Mount a volume of its own at
# /data/key, so that a copy of the one is not a copy of both.
ENV DATABASE_URL=sqlite:/data/db/signpost.db \
    DATA_KEY_FILE=/data/key/data.key \
    OPS_ADDR=127.0.0.1:8081
USER 65532:65532
VOLUME /data
HEALTHCHECK --interval=30s --timeout=5s CMD ["/bot", "health"]
ENTRYPOINT ["/bot"]
CMD ["run"]
