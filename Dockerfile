# A static binary in an empty image, run by nobody in particular.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$VERSION" -o /stagedoor ./cmd/stagedoor \
 && mkdir /data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /stagedoor /stagedoor
COPY --from=build --chown=65532:65532 /data /data
ENV STAGEDOOR_DATA=/data STAGEDOOR_LISTEN=:8080 STAGEDOOR_OPS_LISTEN=:9090 TMPDIR=/data
USER 65532:65532
VOLUME /data
EXPOSE 8080 1935
ENTRYPOINT ["/stagedoor"]
CMD ["serve"]
