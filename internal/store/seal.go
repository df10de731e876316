package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
)

// newSeal makes the cipher that chat ids are sealed with: AES-256-GCM with a random
// nonce, which is safe for 2^32 of them under one key.
func newSeal(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// sealChat gives what stands in the row id for a chat id: only the data key opens
// it, and only in that row.
func (k keys) sealChat(id, chat int64) []byte {
	return k.seal.Seal(nil, nil, number(chat), number(id))
}

// openChat gives the chat id that stands in the row id.
func (k keys) openChat(id int64, sealed []byte) (chat int64, err error) {
	plain, err := k.seal.Open(nil, nil, sealed, number(id))
	if err != nil || len(plain) != 8 {
		return 0, errors.New("the chat of a subscriber cannot be read with this data key (its row was changed or comes from another database: restore a backup)")
	}
	return int64(binary.BigEndian.Uint64(plain)), nil
}

// newID gives a random number over 0, so that the ids of rows tell neither who came
// first nor how many there are.
func newID() int64 {
	var b [8]byte
	for {
		rand.Read(b[:]) // never fails
		if id := int64(binary.BigEndian.Uint64(b[:]) >> 1); id > 0 {
			return id
		}
	}
}

func number(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }
