-- What campaign teams send, and what became of it. A broadcast is one run of a
-- campaign, a delivery one subscriber in it; a delivery names the subscriber's random
-- id and is gone 48 hours after the broadcast ended, when only tallies stay.

-- +goose Up
CREATE TABLE campaigns (
    id         BIGINT PRIMARY KEY,
    version    BIGINT NOT NULL,
    state      TEXT   NOT NULL,
    title      TEXT   NOT NULL,
    file       TEXT   NOT NULL,
    plan       TEXT   NOT NULL,
    people     TEXT   NOT NULL,
    tested     TEXT   NOT NULL,
    approved   TEXT   NOT NULL,
    next_at    BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE TABLE changes (
    campaign  BIGINT NOT NULL,
    n         BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    who       TEXT   NOT NULL,
    act       TEXT   NOT NULL,
    state     TEXT   NOT NULL,
    why       TEXT   NOT NULL,
    broadcast BIGINT NOT NULL,
    PRIMARY KEY (campaign, n)
);

CREATE TABLE broadcasts (
    id         BIGINT PRIMARY KEY,
    campaign   BIGINT NOT NULL,
    slot       TEXT   NOT NULL,
    title      TEXT   NOT NULL,
    plan       TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    why        TEXT   NOT NULL,
    again_at   BIGINT NOT NULL,
    began_at   BIGINT NOT NULL,
    not_after  BIGINT NOT NULL,
    ended_at   BIGINT NOT NULL,
    recall_at  BIGINT NOT NULL,
    recalling  BIGINT NOT NULL,
    planned_to BIGINT NOT NULL,
    recipients BIGINT NOT NULL,
    UNIQUE (campaign, slot)
);

CREATE TABLE tallies (
    broadcast BIGINT NOT NULL,
    outcome   BIGINT NOT NULL,
    n         BIGINT NOT NULL,
    PRIMARY KEY (broadcast, outcome)
);

CREATE TABLE deliveries (
    broadcast  BIGINT NOT NULL,
    subscriber BIGINT NOT NULL,
    state      BIGINT NOT NULL,
    attempts   BIGINT NOT NULL,
    due_at     BIGINT NOT NULL,
    sent_at    BIGINT NOT NULL,
    message    BIGINT NOT NULL,
    PRIMARY KEY (broadcast, subscriber)
);

CREATE INDEX deliveries_queued ON deliveries (broadcast, subscriber) WHERE state = 0;
CREATE INDEX deliveries_in_flight ON deliveries (broadcast, subscriber) WHERE state = 1;

CREATE TABLE received (
    subscriber BIGINT NOT NULL,
    broadcast  BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (subscriber, broadcast)
);

CREATE INDEX received_at ON received (at);

CREATE TABLE leases (
    name   TEXT   PRIMARY KEY,
    owner  TEXT   NOT NULL,
    until  BIGINT NOT NULL
);
