/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UkesError:
 * @UKES_ERROR_EXISTS: the folder is not empty, and nothing is written over
 * @UKES_ERROR_NOT_SET_UP: the folder holds no server yet
 * @UKES_ERROR_BAD_CONFIG: the configuration says something that cannot be
 * @UKES_ERROR_BAD_PATH: a path has characters that the proxy's configuration cannot hold
 * @UKES_ERROR_LISTEN: an address or socket cannot be listened on
 * @UKES_ERROR_PROXY: nginx is not there, does not take its configuration or does not answer
 * @UKES_ERROR_RUNNING: the server does not answer although something holds its data
 * @UKES_ERROR_REFUSED: the server said no; the message has its code
 * @UKES_ERROR_MUST_STOP: the server has to be stopped for this
 * @UKES_ERROR_SAME_PLACE: the clinic is there already
 * @UKES_ERROR_TARGET_NOT_EMPTY: there is something where the clinic should go
 * @UKES_ERROR_NOT_EQUAL: what arrived is not what went off; the message says what differs
 * @UKES_ERROR_BAD_BACKUP: what should be put back is no backup of this server; the message says why
 *
 * What went wrong with the server as a process.
 */
typedef enum {
  UKES_ERROR_EXISTS,
  UKES_ERROR_NOT_SET_UP,
  UKES_ERROR_BAD_CONFIG,
  UKES_ERROR_BAD_PATH,
  UKES_ERROR_LISTEN,
  UKES_ERROR_PROXY,
  UKES_ERROR_RUNNING,
  UKES_ERROR_REFUSED,
  UKES_ERROR_MUST_STOP,
  UKES_ERROR_SAME_PLACE,
  UKES_ERROR_TARGET_NOT_EMPTY,
  UKES_ERROR_NOT_EQUAL,
  UKES_ERROR_BAD_BACKUP,
} UkesError;

/** UKES_N_ERRORS: how many codes the domain has. */
#define UKES_N_ERRORS (UKES_ERROR_BAD_BACKUP + 1)

#define UKES_ERROR (ukes_error_quark ())
GQuark ukes_error_quark (void);

G_END_DECLS
