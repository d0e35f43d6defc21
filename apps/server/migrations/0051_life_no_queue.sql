-- kind: contract
-- States are published anew after every reconnect (docs/decisions/0038), so nothing ever waits here. No release wrote to it.
DROP TABLE IF EXISTS life_mqtt_outbox;
