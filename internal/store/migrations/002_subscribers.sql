-- Who asked for messages. The chat id stands here twice and nowhere in the clear:
-- look finds the row of a chat, sealed gives the chat of a row. Boroughs and topics
-- are ids between spaces, ' dudley sandwell ', so that LIKE '% dudley %' finds one
-- on both engines. Nothing in another table can be joined to a row but by its id.

-- +goose Up
CREATE TABLE subscribers (
    id       BIGINT PRIMARY KEY,
    look     BYTEA  NOT NULL UNIQUE,
    sealed   BYTEA  NOT NULL,
    boroughs TEXT   NOT NULL,
    topics   TEXT   NOT NULL,
    lang     TEXT   NOT NULL,
    wording  TEXT   NOT NULL,
    since    BIGINT NOT NULL
);
