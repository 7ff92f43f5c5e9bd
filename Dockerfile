# swapguard as a container: built on Debian 12, run on a small one, as a user without rights.
#   docker build -t swapguard . && docker run -p 8080:8080 -e PORT=8080 -e SWAPGUARD_APPS=… -e HEROKU_API_KEY=… swapguard
FROM debian:12-slim AS build
WORKDIR /src
COPY tools/install.sh tools/
COPY tools/packages tools/packages
RUN tools/install.sh build web
COPY . .
ARG SWAPGUARD_COMMIT=
RUN cmake --preset release -DSWAPGUARD_COMMIT="$SWAPGUARD_COMMIT" && tools/build.sh release swapguard
RUN cmake --install build/release --component program --strip --prefix /out

FROM debian:12-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates tzdata libboost-container1.81.0 \
    libboost-json1.81.0 libboost-url1.81.0 libcurl4 libdate-tz3 libfmt9 libpq5 libsoci-core4.0 \
    libsoci-postgresql4.0 libsoci-sqlite3-4.0 libtomlplusplus3 \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /out/bin/swapguard /usr/local/bin/swapguard
# Heroku runs it as a user of its own choice: whoever it is may write here, and nowhere else.
RUN useradd --system --no-create-home swapguard && install -d -m 1777 /var/lib/swapguard
ENV SWAPGUARD_SOCKET=/var/lib/swapguard/swapguard.sock
USER swapguard
WORKDIR /var/lib/swapguard
CMD ["swapguard", "run"]
