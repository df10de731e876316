package telegram

import (
	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"signpost/internal/message"
)

var noPreview = &models.LinkPreviewOptions{IsDisabled: bot.True()}

// newMessage is a message to send: without sound, without a preview of links.
func newMessage(chat int64, m message.Message) *bot.SendMessageParams {
	p := &bot.SendMessageParams{
		ChatID:              chat,
		Text:                m.HTML(),
		ParseMode:           models.ParseModeHTML,
		LinkPreviewOptions:  noPreview,
		DisableNotification: true,
	}
	if len(m.Buttons) > 0 { // a nil keyboard in the interface would be sent as null
		p.ReplyMarkup = keyboard(m.Buttons)
	}
	return p
}

// newPhoto is a picture to send, with the message under it.
func newPhoto(chat int64, m message.Message) *bot.SendPhotoParams {
	p := &bot.SendPhotoParams{
		ChatID:              chat,
		Photo:               &models.InputFileString{Data: m.Photo},
		Caption:             m.HTML(),
		ParseMode:           models.ParseModeHTML,
		DisableNotification: true,
	}
	if len(m.Buttons) > 0 {
		p.ReplyMarkup = keyboard(m.Buttons)
	}
	return p
}

// changed is the same message put in the place of another.
func changed(chat int64, id int, m message.Message) *bot.EditMessageTextParams {
	p := &bot.EditMessageTextParams{
		ChatID:             chat,
		MessageID:          id,
		Text:               m.HTML(),
		ParseMode:          models.ParseModeHTML,
		LinkPreviewOptions: noPreview,
	}
	if len(m.Buttons) > 0 {
		p.ReplyMarkup = keyboard(m.Buttons)
	}
	return p
}

func keyboard(buttons []message.Button) *models.InlineKeyboardMarkup {
	var rows [][]models.InlineKeyboardButton
	for i, b := range buttons {
		button := models.InlineKeyboardButton{
			Text: b.Label, CallbackData: b.Data, URL: b.URL,
			CopyText: models.CopyTextButton{Text: b.Copy},
		}
		if b.Beside && i > 0 {
			rows[len(rows)-1] = append(rows[len(rows)-1], button)
		} else {
			rows = append(rows, []models.InlineKeyboardButton{button})
		}
	}
	return &models.InlineKeyboardMarkup{InlineKeyboard: rows}
}
