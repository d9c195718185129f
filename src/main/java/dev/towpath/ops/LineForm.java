package dev.towpath.ops;

import dev.towpath.net.LogFields;
import dev.towpath.net.TransferLogger;
import dev.towpath.wire.LineBuilder;
import java.util.List;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;

/** A form of log lines which what is told of a transfer can be given without a record around it, many lines at a time. */
abstract class LineForm extends ExtFormatter {

    static final int USUAL_LENGTH = 128;

    /** Lines that have their form already, in the place of a record. */
    static final class Lines extends ExtLogRecord {

        private static final long serialVersionUID = 1L;

        private final transient LineBuilder made;

        Lines(LineBuilder made) {
            super(Level.INFO, "", FormatStyle.NO_FORMAT, LineForm.class.getName());
            disableCallerCalculation();
            this.made = made;
        }
    }

    /** Appends the line, its end included, that a record at INFO would become which told nothing but this. */
    abstract void print(long millis, String logger, LogFields told, LineBuilder lines);

    /** Appends the lines that are made of what was told. */
    final void print(List<TransferLogger.Line> told, LineBuilder lines) {
        for (int i = 0; i < told.size(); i++) {
            TransferLogger.Line line = told.get(i);
            print(line.millis(), line.category(), line.told(), lines);
        }
    }

    /** Makes a line of a record. */
    abstract String line(ExtLogRecord record);

    @Override
    public final String format(ExtLogRecord record) {
        return record instanceof Lines lines ? lines.made.toString() : line(record);
    }
}
