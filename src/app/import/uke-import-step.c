/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/import/uke-import-step.h"

typedef struct {
  UkeImportSession *session; /* (owned) */
} UkeImportStepPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (UkeImportStep, uke_import_step, ADW_TYPE_BIN)

enum { PROP_SESSION = 1 };
enum { SIGNAL_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
uke_import_step_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  UkeImportStepPrivate *priv = uke_import_step_get_instance_private (UKE_IMPORT_STEP (object));

  if (id == PROP_SESSION)
    priv->session = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
uke_import_step_dispose (GObject *object)
{
  UkeImportStepPrivate *priv = uke_import_step_get_instance_private (UKE_IMPORT_STEP (object));

  g_clear_object (&priv->session);
  G_OBJECT_CLASS (uke_import_step_parent_class)->dispose (object);
}

static void
uke_import_step_class_init (UkeImportStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = uke_import_step_set_property;
  object_class->dispose = uke_import_step_dispose;
  g_object_class_install_property (
      object_class, PROP_SESSION,
      g_param_spec_object ("session", NULL, NULL, UKE_TYPE_IMPORT_SESSION,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", UKE_TYPE_IMPORT_STEP, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
uke_import_step_init (UkeImportStep *self)
{
}

/**
 * uke_import_step_get_session:
 * @self: a step
 *
 * Returns: (transfer none): what the import is about; known from `constructed` on.
 * Thread: main
 */
UkeImportSession *
uke_import_step_get_session (UkeImportStep *self)
{
  UkeImportStepPrivate *priv = uke_import_step_get_instance_private (self);

  return priv->session;
}

/**
 * uke_import_step_changed:
 * @self: a step
 *
 * Says that the step now answers differently to what the page asks it.
 *
 * Thread: main
 */
void
uke_import_step_changed (UkeImportStep *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * uke_import_step_get_title:
 * @self: a step
 *
 * Returns: (transfer none): the word in the step line.
 * Thread: main
 */
const char *
uke_import_step_get_title (UkeImportStep *self)
{
  return UKE_IMPORT_STEP_GET_CLASS (self)->get_title (self);
}

/**
 * uke_import_step_is_needed:
 * @self: a step
 *
 * Returns: whether it stands in the line now.
 * Thread: main
 */
gboolean
uke_import_step_is_needed (UkeImportStep *self)
{
  UkeImportStepClass *klass = UKE_IMPORT_STEP_GET_CLASS (self);

  return klass->is_needed == NULL || klass->is_needed (self);
}

/**
 * uke_import_step_can_go_on:
 * @self: a step
 *
 * Returns: whether the next step may be shown.
 * Thread: main
 */
gboolean
uke_import_step_can_go_on (UkeImportStep *self)
{
  UkeImportStepClass *klass = UKE_IMPORT_STEP_GET_CLASS (self);

  return klass->can_go_on == NULL || klass->can_go_on (self);
}

/**
 * uke_import_step_can_go_back:
 * @self: a step
 *
 * Returns: whether the step before may be shown.
 * Thread: main
 */
gboolean
uke_import_step_can_go_back (UkeImportStep *self)
{
  UkeImportStepClass *klass = UKE_IMPORT_STEP_GET_CLASS (self);

  return klass->can_go_back == NULL || klass->can_go_back (self);
}

/**
 * uke_import_step_get_action:
 * @self: a step
 * @out_icon: return location: its icon
 *
 * Returns: (transfer none) (nullable): what the header offers instead of the next step.
 * Thread: main
 */
const char *
uke_import_step_get_action (UkeImportStep *self, const char **out_icon)
{
  UkeImportStepClass *klass = UKE_IMPORT_STEP_GET_CLASS (self);

  return klass->get_action != NULL ? klass->get_action (self, out_icon) : NULL;
}

/**
 * uke_import_step_act:
 * @self: a step that offers an action
 *
 * Thread: main
 */
void
uke_import_step_act (UkeImportStep *self)
{
  UKE_IMPORT_STEP_GET_CLASS (self)->act (self);
}

/**
 * uke_import_step_get_flap:
 * @self: a step
 *
 * Returns: (transfer none) (nullable): the foldable pane at the right.
 * Thread: main
 */
AdwFlap *
uke_import_step_get_flap (UkeImportStep *self)
{
  UkeImportStepClass *klass = UKE_IMPORT_STEP_GET_CLASS (self);

  return klass->get_flap != NULL ? klass->get_flap (self) : NULL;
}

/**
 * uke_import_step_shown:
 * @self: a step
 *
 * Tells the step that it came to the front.
 *
 * Thread: main
 */
void
uke_import_step_shown (UkeImportStep *self)
{
  UkeImportStepClass *klass = UKE_IMPORT_STEP_GET_CLASS (self);

  if (klass->shown != NULL)
    klass->shown (self);
}
