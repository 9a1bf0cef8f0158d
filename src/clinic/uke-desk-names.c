/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clinic/uke-desk-names.h"

#include "clinic/uke-clinic-private.h"

/**
 * uke_clinic_name_desk:
 * @self: a clinic
 * @dev: a desk's number
 * @name: what people call it
 *
 * Errors: none
 * Thread: main
 */
void
uke_clinic_name_desk (UkeClinic *self, uint32_t dev, const char *name)
{
  g_return_if_fail (UKE_IS_CLINIC (self) && name != NULL);

  if (self->desk_names == NULL)
    self->desk_names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_hash_table_replace (self->desk_names, GUINT_TO_POINTER (dev), g_strdup (name));
}

/**
 * uke_clinic_get_desk_name:
 * @self: a clinic
 * @dev: a desk's number
 *
 * Returns: (transfer none) (nullable): what people call it; NULL where nobody said
 * Errors: none
 * Thread: main
 */
const char *
uke_clinic_get_desk_name (UkeClinic *self, uint32_t dev)
{
  g_return_val_if_fail (UKE_IS_CLINIC (self), NULL);

  return self->desk_names != NULL ? g_hash_table_lookup (self->desk_names, GUINT_TO_POINTER (dev))
                                  : NULL;
}
