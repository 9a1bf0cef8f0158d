/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"

G_BEGIN_DECLS

char *uke_device_words_desk (UkeClinic *clinic, uint32_t dev, const char *device);
char *uke_device_words_program (const char *device);

G_END_DECLS
