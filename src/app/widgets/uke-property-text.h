/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-record.h"

G_BEGIN_DECLS

/** UKE_PROPERTY_CHECKED: what a property of kind "check" keeps when it is on; off keeps nothing. */
#define UKE_PROPERTY_CHECKED "1"

char *uke_property_text (UkeRecord *property, const char *value);
char *uke_property_read (UkeRecord *property, const char *typed, char **out_problem);

G_END_DECLS
