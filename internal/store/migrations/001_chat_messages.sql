-- Both engines run this text. BYTEA is PostgreSQL's name for bytes; SQLite takes
-- any name and keeps what it is given. BIGINT, never INTEGER: that has 32 bits
-- in PostgreSQL. Times are milliseconds since 1970.

-- +goose Up
CREATE TABLE key_check (
    id    BIGINT PRIMARY KEY,
    value BYTEA  NOT NULL
);

CREATE TABLE chat_messages (
    chat    BYTEA  NOT NULL,
    message BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (chat, message)
);

CREATE INDEX chat_messages_sent_at ON chat_messages (sent_at);
