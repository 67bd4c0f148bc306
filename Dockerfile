# Moderato in a container: docs/container.md says how to build, run and check it.
#
# BASE needs Python 3.11 or newer with venv; both stages stand on it, so the environment made in the
# first finds its interpreter in the second.
ARG BASE=python:3.12-slim-bookworm

FROM ${BASE} AS builder
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
RUN python3 -m venv /opt/moderato
WORKDIR /build
# The lock first: a change of our own code leaves this layer, the slow one, in the build cache.
COPY requirements.lock ./
# Wheels only, so that no compiler is needed here either.
RUN /opt/moderato/bin/pip install --quiet --no-deps --require-hashes --only-binary :all: -r requirements.lock
COPY pyproject.toml README.md ./
COPY service ./service
COPY workers ./workers
COPY deploy/policies ./deploy/policies
# What installs packages is of no use at run time, except to an intruder.
RUN /opt/moderato/bin/pip install --quiet --no-deps --no-build-isolation . \
    && /opt/moderato/bin/pip uninstall --quiet --yes setuptools pip

FROM ${BASE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Moderato" \
      org.opencontainers.image.description="Self-hosted comment moderation for news sites, German first" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# A number and no name: Kubernetes can check that it is not root, and no file of the base has to change.
RUN mkdir -p /var/lib/moderato && chown 10001:10001 /var/lib/moderato && chmod 0700 /var/lib/moderato
COPY --from=builder /opt/moderato /opt/moderato
COPY deploy/policies /etc/moderato/policies
# All addresses: a container's loopback is nobody else's. Which ports the world sees is for the runtime to say.
ENV PATH=/opt/moderato/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    MODERATO_DATA_DIR=/var/lib/moderato \
    MODERATO_POLICY=/etc/moderato/policies/default.toml \
    MODERATO_LISTEN=0.0.0.0:8080 \
    MODERATO_OPS_LISTEN=0.0.0.0:9090
USER 10001:10001
WORKDIR /var/lib/moderato
VOLUME /var/lib/moderato
EXPOSE 8080 9090
# For the API, the image's default command; a worker's health shows in the API's /readyz.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python3", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['MODERATO_OPS_LISTEN'].rpartition(':')[2] + '/readyz', timeout=4)"]
ENTRYPOINT ["moderato"]
CMD ["serve"]
