-- What the campaign desk must still know after a restart: what it asked a member of
-- staff for, and where the cards stand that show how far a broadcast is. Staff are
-- named as in the staff file; no chat id is here.

-- +goose Up
CREATE TABLE desk_asks (
    staff    TEXT   PRIMARY KEY,
    campaign BIGINT NOT NULL,
    what     TEXT   NOT NULL,
    heard    BIGINT NOT NULL,
    asked_at BIGINT NOT NULL
);

CREATE TABLE desk_cards (
    broadcast BIGINT NOT NULL,
    staff     TEXT   NOT NULL,
    message   BIGINT NOT NULL,
    PRIMARY KEY (broadcast, staff)
);
