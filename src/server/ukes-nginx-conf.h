/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ukes-config.h"

G_BEGIN_DECLS

/* The proxy's configuration, from data/nginx.conf.in and the server's own. */

char *ukes_nginx_conf_render (const UkesConfig *config, const char *user);

G_END_DECLS
