# The program and its .deb for arm64, cross-built on another machine: the .deb is in /deb.
#   docker build -f docker/arm64.Dockerfile .
# BASE is any Debian 12 image.
ARG BASE=debian:bookworm-slim
FROM ${BASE}
WORKDIR /src
COPY scripts/setup scripts/
COPY console/package.json console/package-lock.json console/
RUN scripts/setup --for arm64
COPY . .
RUN cmake --preset arm64 -DCMAKE_INSTALL_PREFIX=/usr \
 && cmake --build --preset arm64 --target iot-jobs-local broker_plugin \
 && cd build/arm64 && cpack -B /deb && rm -rf /deb/_CPack_Packages
