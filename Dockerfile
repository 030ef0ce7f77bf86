# casepulse in an image: built from the checkout, run as a user without rights.
# The packages are named in one place, tools/packages.sh.

FROM debian:12-slim AS build
WORKDIR /src
COPY tools tools
RUN tools/packages.sh build
COPY . .
RUN cmake --preset release -DBUILD_TESTING=OFF \
    && cmake --build --preset release \
    && DESTDIR=/image cmake --install build/release --prefix /usr/local --strip

FROM debian:12-slim
RUN --mount=type=bind,source=tools,target=/tools \
    /tools/packages.sh runtime && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --no-create-home casepulse
COPY --from=build /image /
USER 10001:10001
ENTRYPOINT ["casepulse"]
CMD ["run"]
