package dev.towpath.ops;

import dev.towpath.net.LogFields;
import org.jboss.logmanager.ExtLogRecord;
import org.jspecify.annotations.Nullable;

/** Tells log records of transfers, of which there may be very many, from all others. */
final class TransferRecord {

    private TransferRecord() {}

    /** What a record tells, if that is all it tells: it does not change, so that a line may be made of it later. Else null. */
    static @Nullable LogFields fields(ExtLogRecord record) {
        Object[] values = record.getParameters();
        boolean alone =
                values != null && values.length == 1 && record.getThrown() == null && "%s".equals(record.getMessage());
        return alone && values[0] instanceof LogFields told ? told : null;
    }
}
