/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gunichar uke_fold_variant (gunichar character);
const char *const *uke_fold_variant_groups (void);

G_END_DECLS
