/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * The six words that two people compare, one before the desk and one before the server, when a desk
 * joins: hiragana words that can be read out over the telephone. They stand for 66 bits of what
 * both sides must agree on: the clinic's authority, the server's nonce, and the desk's own request.
 * Who stands between the two would have to meet all six with another authority or another key,
 * within the ten minutes of one code and with a single attempt.
 */

#define UKE_SIX_WORDS 6
#define UKE_SIX_WORDS_NONCE 32

char *uke_six_words (const uint8_t authority[32],
                     const uint8_t nonce[UKE_SIX_WORDS_NONCE],
                     const uint8_t request[32]);

G_END_DECLS
