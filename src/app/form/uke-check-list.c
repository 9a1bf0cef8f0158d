/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/form/uke-check-list.h"

#include <glib/gi18n.h>

struct _UkeCheckList {
  AdwExpanderRow parent_instance;

  GPtrArray *checks; /* (owned) (element-type GtkCheckButton): in the order of the list */
};

G_DEFINE_FINAL_TYPE (UkeCheckList, uke_check_list, ADW_TYPE_EXPANDER_ROW)

static const char *
get_name (GtkWidget *check)
{
  return g_object_get_data (G_OBJECT (check), "name");
}

static char *
join_chosen (UkeCheckList *self, const char *separator)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (unsigned i = 0; i < self->checks->len; i++) {
    if (!gtk_check_button_get_active (self->checks->pdata[i]))
      continue;
    if (text->len > 0)
      g_string_append (text, separator);
    g_string_append (text, get_name (self->checks->pdata[i]));
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_chosen (UkeCheckList *self)
{
  g_autofree char *text = join_chosen (self, "、");

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), text[0] != '\0' ? text : _ ("None"));
}

static void
add_name (UkeCheckList *self, const char *name, gboolean is_chosen)
{
  GtkWidget *row = adw_action_row_new (), *check = gtk_check_button_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  g_object_set_data_full (G_OBJECT (check), "name", g_strdup (name), g_free);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), is_chosen);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_signal_connect_object (check, "toggled", G_CALLBACK (show_chosen), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->checks, check);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

static void
uke_check_list_finalize (GObject *object)
{
  g_ptr_array_unref (UKE_CHECK_LIST (object)->checks);
  G_OBJECT_CLASS (uke_check_list_parent_class)->finalize (object);
}

static void
uke_check_list_class_init (UkeCheckListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = uke_check_list_finalize;
}

static void
uke_check_list_init (UkeCheckList *self)
{
  self->checks = g_ptr_array_new ();
  g_object_set (self, "use-markup", FALSE, NULL);
}

/**
 * uke_check_list_set_names:
 * @self: an empty list
 * @names: (element-type utf8): what it offers
 * @chosen: (nullable): the names that are chosen, one a line
 *
 * Thread: main
 */
void
uke_check_list_set_names (UkeCheckList *self, GPtrArray *names, const char *chosen)
{
  g_auto (GStrv) lines = g_strsplit (chosen != NULL ? chosen : "", "\n", -1);

  g_return_if_fail (UKE_IS_CHECK_LIST (self));

  for (unsigned i = 0; i < names->len; i++)
    add_name (self, names->pdata[i], g_strv_contains ((const char *const *)lines, names->pdata[i]));
  for (unsigned i = 0; lines[i] != NULL; i++) {
    if (lines[i][0] != '\0'
        && !g_ptr_array_find_with_equal_func (names, lines[i], g_str_equal, NULL))
      add_name (self, lines[i], TRUE);
  }
  show_chosen (self);
}

/**
 * uke_check_list_dup_text:
 * @self: a list
 *
 * Returns: (transfer full): the chosen names, one a line; "" for none
 * Thread: main
 */
char *
uke_check_list_dup_text (UkeCheckList *self)
{
  return join_chosen (self, "\n");
}
